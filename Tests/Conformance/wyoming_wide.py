# SPDX-License-Identifier: Apache-2.0

"""What holds for every dialect (SW), for Wyoming, which is plain TCP."""

import asyncio
import contextlib
import json
import signal
import time
from urllib.parse import urlsplit

import websockets
from checks import equal
from dialects import FLOOD_SECONDS, MOST_TAKEN, RATE, each
from server import Server
from sessions import strict
from speech import heard, pcm, silence

MODEL = "tiny.en"
SPEECH = pcm(RATE)


class Wyoming:
    name = "Wyoming"


DIALECTS = [Wyoming()]


class Client:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    async def say(self, kind, payload=b"", **data):
        line = {"colour": "blue", "payload_length": len(payload), "data": {**data, "x": 1}, "type": kind}
        self.writer.write(json.dumps(line).encode() + b"\n" + payload)
        await self.writer.drain()

    async def play(self, audio, size=16_000):
        for start in range(0, len(audio), size):
            await self.say("audio-chunk", audio[start : start + size], channels=1, width=2, rate=RATE)

    async def read(self):
        """The next event's type and data; None at the end."""
        async with asyncio.timeout(60):
            if not (line := await self.reader.readline()):
                return None
            event = strict(line.decode())
            more = (await self.reader.readexactly(event.get("data_length", 0))).decode()
            return event["type"], event.get("data", {}) | strict(more or "{}")

    async def until(self, kind):
        while (event := await self.read()) and event[0] != kind:
            assert event[0] != "error", event
        assert event, f"no {kind}"
        return event[1]

    async def transcript(self):
        await self.say("audio-stop")
        return (await self.until("transcript"))["text"]


@contextlib.asynccontextmanager
async def client(server):
    address = urlsplit(server.dialects["Wyoming"])
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()


@each("SW-1", DIALECTS)
async def sizes(server, _):
    audio = bytes((2 << 20) - len(SPEECH)) + SPEECH
    async with client(server) as it:
        await it.play(audio, size=len(audio))
        heard(await it.transcript())


@each("SW-3", DIALECTS)
async def pings(server, _):
    async with client(server) as busy, client(server) as it:
        for one in (busy, it):
            await one.play(SPEECH * 5)
        waits = []
        for _ in range(10):
            start = time.monotonic()
            await it.say("ping")
            await it.until("pong")
            waits.append(time.monotonic() - start)
            await asyncio.sleep(0.1)
        assert max(waits) < 1, waits
        return f"{max(waits) * 1000:.0f} ms at most"


@each("SW-8", DIALECTS)
async def json_only(server, _):
    async with client(server) as it:
        await it.say("describe")
        await it.until("info")
        await it.say("transcribe", language="en")
        await it.play(SPEECH)
        heard(await it.transcript())


@each("SW-9", DIALECTS)
async def speeds(server, _):
    audio = silence(1, RATE) + SPEECH + silence(1, RATE)
    for pause in (0, 4):
        async with client(server) as it:
            await it.play(audio[:64_000])
            await asyncio.sleep(pause)
            await it.play(audio[64_000:])
            heard(await it.transcript())


@each("SW-10", DIALECTS)
async def floods(_, __):
    with Server(MODEL) as server:
        before = server.memory()
        async with client(server) as it:
            taken = 0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FLOOD_SECONDS):
                    while True:
                        await it.play(SPEECH, size=len(SPEECH))
                        taken += len(SPEECH)
        grown = server.memory() - before
        assert taken < MOST_TAKEN, f"{taken >> 20} MiB were taken"
        assert grown < 300 << 20, f"{grown >> 20} MiB more memory"
        async with client(server) as it:
            it.writer.transport.pause_reading()
            with contextlib.suppress(TimeoutError, ConnectionError):
                for _ in range(200_000):
                    async with asyncio.timeout(40):
                        await it.say("describe")
            it.writer.transport.resume_reading()
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while await it.read():
                    pass
    return f"{taken >> 20} MiB taken, {grown >> 20} MiB more memory"


@each("SW-11", DIALECTS)
async def full(_, __):
    with Server(MODEL, "--max-sessions", "1") as server:
        async with websockets.connect(
            server.ws, additional_headers={"Authorization": f"Bearer {server.key}"}) as holder, client(server) as it:
            equal(json.loads(await holder.recv())["type"], "ready")
            await it.play(SPEECH, size=len(SPEECH))
            kind, data = await it.read()
            equal((kind, data["code"], await it.read()), ("error", "server_full", None))
            return data["text"]


@each("SW-12", DIALECTS)
async def shutdown(_, __):
    with Server(MODEL) as server:
        async with client(server) as it:
            await it.play(SPEECH)
            await it.until("transcript-chunk")
            server.process.send_signal(signal.SIGTERM)
            heard((await it.until("transcript"))["text"])
            while await it.read():
                pass


@each("SW-15", DIALECTS)
async def anonymous(_, __):
    with Server(MODEL, needs_key=False) as server:
        async with client(server) as it:
            await it.play(SPEECH)
            heard(await it.transcript())
