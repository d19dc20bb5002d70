# SPDX-License-Identifier: Apache-2.0

"""A WebSocket by hand: frames as no library would send them."""

import asyncio
import contextlib
import struct
from urllib.parse import urlsplit

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n")
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(opcode, payload=b"", final=True, masked=True, reserved=0):
    """A frame's bytes."""
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    flag = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([flag | len(payload)])
    elif len(payload) < 65_536:
        head += bytes([flag | 126]) + struct.pack(">H", len(payload))
    else:
        head += bytes([flag | 127]) + struct.pack(">Q", len(payload))
    # A mask of zeros changes nothing.
    return head + (bytes(4) if masked else b"") + payload


def message(content):
    """A frame of a text or of bytes."""
    return frame(TEXT, content.encode()) if isinstance(content, str) else frame(BINARY, content)


class RawSocket:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.head = ""

    async def send(self, *frames):
        for data in frames:
            self.writer.write(data)
        await self.writer.drain()

    async def read(self, timeout=60):
        """The next frame as opcode and payload; None when the server has cut."""
        async with asyncio.timeout(timeout):
            try:
                first, second = await self.reader.readexactly(2)
                size = second & 0x7F
                if size >= 126:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
                return first & 0xF, await self.reader.readexactly(size)
            except (asyncio.IncompleteReadError, ConnectionError):
                return None

    async def close_code(self, timeout=60):
        """Reads up to a Close frame; its code and reason, or None when there is none."""
        async with asyncio.timeout(timeout):
            while (got := await self.read(timeout)) and got[0] != CLOSE:
                pass
        return got and (int.from_bytes(got[1][:2]), got[1][2:].decode())

    @contextlib.contextmanager
    def reading_nothing(self):
        self.writer.transport.pause_reading()
        yield
        self.writer.transport.resume_reading()

    async def flood(self, data, seconds):
        """Sends the same again and again for so long, or until the server cuts; how much it took."""
        sent = 0
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(seconds):
                while True:
                    await self.send(data)
                    sent += len(data)
        return sent


@contextlib.asynccontextmanager
async def raw(url, headers="", handshake=HANDSHAKE):
    """A connection after its handshake, whose answer is in `head`."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.transport.set_write_buffer_limits(high=0)
    try:
        connection = RawSocket(reader, writer)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        await connection.send(handshake.format(path=path, host=parts.netloc, headers=headers).encode())
        connection.head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode()
        yield connection
    finally:
        writer.transport.abort()


def bearer(server):
    return f"Authorization: Bearer {server.key}\r\n"
