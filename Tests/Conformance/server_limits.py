# SPDX-License-Identifier: Apache-2.0

"""What holds for every dialect (SW), on servers with settings of their own."""

import asyncio
import json
import signal
import ssl
import subprocess
import tempfile

import websockets
from checks import equal
from dialects import FLOOD_SECONDS, MOST_TAKEN, RATE, each
from raw_socket import CLOSE, PING, bearer, message, raw
from server import PROGRAM, Server, certificate
from sessions import open_session
from speech import heard, pcm, silence

MODEL = "tiny.en"
SPEECH = pcm(RATE)


@each("SW-4")
async def keep_alive(_, dialect):
    with Server(MODEL, "--ping-interval", "1") as server:
        async with open_session(server, dialect) as lively:
            async with raw(dialect.url(server), bearer(server)) as it:
                await it.send(*map(message, dialect.begin()))
                kinds = []
                while got := await it.read(30):
                    kinds.append(got[0])
                equal((kinds.count(PING), CLOSE in kinds), (2, False))
            equal(lively.closing, None)
            await lively.play(SPEECH)
            heard(await lively.finish())


@each("SW-10")
async def floods(_, dialect):
    with Server(MODEL) as server:
        before = server.memory()
        async with raw(dialect.url(server), bearer(server)) as it:
            await it.send(*map(message, dialect.begin()))
            taken = await it.flood(message(dialect.audio(SPEECH)), FLOOD_SECONDS)
            grown = server.memory() - before
        assert taken < MOST_TAKEN, f"{taken >> 20} MiB were taken"
        assert grown < 300 << 20, f"{grown >> 20} MiB more memory"
        if dialect.question is not None:
            await deaf(server, dialect)
    return f"{taken >> 20} MiB taken, {grown >> 20} MiB more memory"


async def deaf(server, dialect):
    """Asks without end and reads nothing, until the server cuts: 30 s after it could not send, and 5 s for its Close."""
    async with raw(dialect.url(server), bearer(server)) as it:
        await it.send(*map(message, dialect.begin()))
        if dialect.name == "Vosk":
            # It answers with what was heard so far, which is more than nothing.
            await it.send(message(SPEECH))
        with it.reading_nothing():
            await it.flood(message(dialect.question) * 2_000, 120)
        closing = await it.close_code(10)
        assert closing is None or closing[0] == 1008, closing


@each("SW-11")
async def full(_, dialect):
    with Server(MODEL, "--max-sessions", "1") as server:
        async with websockets.connect(
            server.ws, additional_headers={"Authorization": f"Bearer {server.key}"}) as holder:
            equal(json.loads(await holder.recv())["type"], "ready")
            try:
                async with open_session(server, dialect) as it:
                    await it.until(lambda: it.messages)
                    equal(it.messages[0].get("status"), "WAIT")
                    return it.messages[0]
            except websockets.InvalidStatus as error:
                response = error.response
        equal(response.status_code, 429 if dialect.name == "Deepgram" else 503)
        assert int(response.headers["Retry-After"]) > 0
        return response.body.decode()


@each("SW-12")
async def shutdown(_, dialect):
    with Server(MODEL) as server:
        async with open_session(server, dialect) as it, open_session(server, dialect) as done:
            for session in (it, done):
                await session.play(SPEECH)
                await session.hears()
            if dialect.name == "Deepgram":
                await done.socket.send('{"type": "CloseStream"}')
            server.process.send_signal(signal.SIGTERM)
            await it.until(lambda: False)
            heard(it.text)
            equal(it.closing[0], 1001)
            if dialect.name == "Deepgram":
                await done.until(lambda: False)
                equal((done.closing[0], done.messages[-1]["type"]), (1000, "Metadata"))
            return it.closing


@each("SW-13")
async def encrypted(_, dialect):
    with tempfile.TemporaryDirectory() as folder, Server(MODEL, *certificate(folder)) as server:
        context = ssl.create_default_context(cafile=f"{folder}/certificate.pem")
        assert dialect.url(server).startswith("wss:"), dialect.url(server)
        async with open_session(server, dialect, ssl=context) as it:
            await it.play(SPEECH)
            heard(await it.finish())


@each("SW-15")
async def anonymous(_, dialect):
    with Server(MODEL, needs_key=False) as server:
        offers = [name.format(key="dummy") for name in dialect.key_offer]
        for form in (
            {"additional_headers": {}}, {"additional_headers": {"Authorization": "Bearer dummy"}},
            {"subprotocols": offers},
        ):
            async with open_session(server, dialect, **form) as it:
                await it.play(silence(0.2, RATE))
                await it.finish()
                assert not dialect.closes or it.closing[0] == 1000, (form, it.closing)


@each("KR-1")
async def revoked(_, dialect):
    with tempfile.TemporaryDirectory() as folder:
        keys = f"{folder}/keys.json"
        key = steno("keys", "create", "first", "--keys", keys).split()[-1]
        steno("keys", "create", "second", "--keys", keys)
        with Server(MODEL, "--keys", keys, needs_key=False) as server:
            server.key = key
            async with open_session(server, dialect) as it:
                await it.play(SPEECH)
                await it.hears()
                steno("keys", "revoke", "first", "--keys", keys)
                server.process.send_signal(signal.SIGHUP)
                await it.until(lambda: False)
                heard(it.text)
                equal(it.closing[0], 1008)
                assert "key" in it.closing[1], it.closing
                return it.closing[1]


def steno(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout
