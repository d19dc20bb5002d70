# SPDX-License-Identifier: Apache-2.0

"""What holds for every dialect (SW), on the server of all checks."""

import asyncio
import time
from urllib.parse import quote

import websockets
from checks import equal
from dialects import RATE, each
from raw_socket import BINARY, CLOSE, PING, PONG, TEXT, bearer, frame, message, raw
from sessions import open_session
from speech import heard, pcm, silence

MESSAGE_BYTES = 2 << 20
KENNEDY = pcm(RATE)


@each("SW-1")
async def sizes(server, dialect):
    # For Realtime that is more: its audio is text on the way. OA-7 has its 15 MiB.
    whole = dialect.audio(bytes(MESSAGE_BYTES - len(KENNEDY)) + KENNEDY)
    pieces = [whole[start : start + 100_000] for start in range(0, len(whole), 100_000)]
    for content in (whole, pieces):
        async with open_session(server, dialect) as it:
            await it.socket.send(content)
            heard(await it.finish())


def breaches():
    """What is sent, and the code that it is answered with."""
    yield "unmasked", frame(TEXT, b"{}", masked=False), 1002
    yield "reserved bit", frame(TEXT, b"{}", reserved=4), 1002
    yield "reserved opcode", frame(3, b"{}"), 1002
    yield "stray continuation", frame(0, b"{}"), 1002
    yield "message within a message", frame(TEXT, b"{", final=False) + frame(BINARY, b"x"), 1002
    yield "fragmented ping", frame(PING, b"x", final=False), 1002
    yield "long ping", frame(PING, bytes(126)), 1002
    yield "no UTF-8", frame(TEXT, b'{"a": "\xc3("}'), 1007
    yield "too long", frame(BINARY, bytes(10))[:1] + b"\xff" + (1 << 40).to_bytes(8), 1009


@each("SW-2")
async def frames(server, dialect):
    before = server.sessions()
    async with raw(dialect.url(server), bearer(server)) as it:
        await it.send(*map(message, dialect.begin()))
        content = dialect.audio(silence(0.5, RATE))
        opcode, content = (TEXT, content.encode()) if isinstance(content, str) else (BINARY, content)
        await it.send(frame(opcode, content[:9], final=False), frame(PING, b"amid"), frame(0, content[9:]))
        while (got := await it.read())[0] != PONG:
            assert got[0] != CLOSE, got
        equal(got[1], b"amid")
    for name, data, code in breaches():
        async with raw(dialect.url(server), bearer(server)) as it:
            await it.send(*map(message, dialect.begin()), data)
            closing = await it.close_code()
            assert closing and closing[0] == code, (name, closing)
    # Of Steno's own clients each may come back for a minute.
    if dialect.name != "Steno":
        await server.has_sessions(before)


@each("SW-3")
async def pings(server, dialect):
    async with open_session(server, dialect) as it:
        await it.play(KENNEDY * 5, size=32_000)
        waits = []
        while len(waits) < 10 and not (len(waits) > 3 and it.texts):
            start = time.monotonic()
            async with asyncio.timeout(10):
                await (await it.socket.ping())
            waits.append(time.monotonic() - start)
            await asyncio.sleep(0.1)
        assert max(waits) < 1, waits
        return f"{max(waits) * 1000:.0f} ms at most"


@each("SW-5")
async def closing(server, dialect):
    async with open_session(server, dialect) as it:
        await it.play(KENNEDY * 3)
        await it.hears()
        start = time.monotonic()
        await it.socket.close()
        took = time.monotonic() - start
        equal(it.socket.protocol.close_rcvd.code, 1000)
        assert took < 2, took
    async with raw(dialect.url(server), bearer(server)) as it:
        await it.send(*map(message, dialect.begin()))
        # Where nothing else lets the server close.
        await it.send(*map(message, dialect.end()) if dialect.closes else [frame(TEXT, masked=False)])
        equal((await it.close_code())[0], 1000 if dialect.closes else 1002)
        start = time.monotonic()
        while await it.read(20):
            pass
        left = time.monotonic() - start
        assert 3 < left < 10, left
    return f"answered after {took * 1000:.0f} ms, cut after {left:.1f} s"


@each("SW-6")
async def compression(server, dialect):
    async with open_session(server, dialect, compression="deflate") as it:
        assert it.socket.request.headers["Sec-WebSocket-Extensions"]
        assert "Sec-WebSocket-Extensions" not in it.socket.response.headers


@each("SW-7")
async def cases(server, dialect):
    odd = (
        "GET {path} HTTP/1.1\r\nhOST: {host}\r\nUPGRADE: WebSocket\r\nconnection: keep-alive, UPGRADE\r\n"
        "SEC-websocket-KEY: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-WEBSOCKET-version: 13\r\n{headers}\r\n")
    for scheme in dialect.schemes:
        for spelled in (scheme.lower(), scheme.upper(), scheme.swapcase()):
            async with raw(dialect.url(server), f"AUTHORIZATION: {spelled} {server.key}\r\n", odd) as it:
                assert it.head.startswith("HTTP/1.1 101"), it.head
    escaped = "".join(f"%{ord(letter):02x}" for letter in server.key)
    for parameter in dialect.key_parameters:
        async with raw(with_key(dialect, server, parameter, escaped)) as it:
            assert it.head.startswith("HTTP/1.1 101"), it.head


@each("SW-8")
async def json(server, dialect):
    async with open_session(server, dialect) as it:
        await it.play(silence(0.5, RATE) + KENNEDY + silence(1, RATE))
        heard(await it.finish())
        integers = {"utterance", "seq", "audio_start_ms", "audio_end_ms", "content_index", "channel_index", "expires_at"}
        check_integers(it.messages, integers)
        return f"{len(it.messages)} messages"


def check_integers(value, names, name=None):
    if isinstance(value, dict):
        for key, inner in value.items():
            check_integers(inner, names, key)
    elif isinstance(value, list):
        for inner in value:
            check_integers(inner, names, name)
    elif name in names:
        assert isinstance(value, int), (name, value)


@each("SW-9")
async def speeds(server, dialect):
    audio = silence(1, RATE) + KENNEDY + silence(1, RATE)
    counts = []
    for pause in (0, dialect.longest_pause):
        async with open_session(server, dialect) as it:
            middle = 2 * RATE * 2
            await it.play(audio[:middle])
            await asyncio.sleep(pause)
            equal(it.texts, [])
            await it.play(audio[middle:])
            heard(await it.finish())
            counts.append(len(it.texts))
    equal(counts[0], counts[1])
    return f"{counts[0]} finals"


def with_key(dialect, server, parameter, key):
    url = dialect.url(server)
    return f"{url}{'&' if '?' in url else '?' if '/' in url.split('//')[1] else '/?'}{parameter}={key}"


@each("SW-14")
async def secrets(server, dialect):
    for key in (server.key, "wrong+key/in.a.log"):
        forms = [{"additional_headers": {"Authorization": f"{scheme} {key}"}} for scheme in dialect.schemes]
        forms += [{"additional_headers": {"X-API-Key": key}}, {"additional_headers": {"api-key": key}}]
        forms += [{"url": with_key(dialect, server, name, quote(key, safe="")), "additional_headers": {}}
                  for name in dialect.key_parameters]
        if "/" not in key:
            forms.append({"subprotocols": [name.format(key=key) for name in dialect.key_offer]})
        for form in forms:
            try:
                async with open_session(server, dialect, **form) as it:
                    await it.play(silence(0.2, RATE))
                    await it.finish()
                    assert key == server.key or dialect.name == "Realtime", form
            except websockets.InvalidStatus as error:
                equal((error.response.status_code, key == server.key), (401, False))
        for written in (key, quote(key, safe=""), quote(key)):
            assert written not in server.text(), form
