# SPDX-License-Identifier: Apache-2.0

"""Sessions of any dialect on WebSockets."""

import asyncio
import contextlib
import json

import websockets


class Session:
    """A connection of a dialect that reads all that comes."""

    def __init__(self, dialect, socket):
        self.dialect = dialect
        self.socket = socket
        self.messages = []
        self.closing = None
        self.news = asyncio.Condition()

    async def read(self):
        try:
            async for message in self.socket:
                await self.take(strict(message))
        except websockets.ConnectionClosed:
            pass
        close = self.socket.protocol.close_rcvd
        self.closing = (close.code, close.reason) if close else (1006, "")
        await self.take(None)

    async def take(self, message):
        async with self.news:
            if message is not None:
                self.messages.append(message)
            self.news.notify_all()

    async def until(self, condition, seconds=120):
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(lambda: condition() or self.closing)

    async def hears(self):
        await self.until(lambda: any(map(self.dialect.is_hearing, self.messages)))

    async def play(self, audio, size=16_000):
        for start in range(0, len(audio), size):
            await self.socket.send(self.dialect.audio(audio[start : start + size]))

    async def finish(self):
        """Says that it is the end, and waits for all."""
        for message in self.dialect.end():
            await self.socket.send(message)
        await self.until(lambda: not self.dialect.closes and self.dialect.is_last(self.messages))
        return self.text

    @property
    def texts(self):
        found = [text for message in self.messages for text in self.dialect.finals(message)]
        repeats = self.dialect.repeats
        return [text for i, text in enumerate(found) if not repeats or i == 0 or text != found[i - 1]]

    @property
    def text(self):
        return " ".join(self.texts)


def strict(message):
    """JSON as any parser reads it."""

    def refuse(name):
        raise ValueError(f"{name} is no JSON")

    assert isinstance(message, str), message
    return json.loads(message, parse_constant=refuse)


@contextlib.asynccontextmanager
async def open_session(server, dialect, begins=True, url=None, **options):
    if "subprotocols" not in options:
        options.setdefault("additional_headers", {"Authorization": f"Bearer {server.key}"})
    async with websockets.connect(
        url or dialect.url(server), max_size=None, max_queue=None, **options) as socket:
        session = Session(dialect, socket)
        reading = asyncio.create_task(session.read())
        if begins:
            for message in dialect.begin():
                await socket.send(message)
        try:
            yield session
        finally:
            await socket.close()
            await reading
