# SPDX-License-Identifier: Apache-2.0

"""Vosk's WebSocket protocol, by a client that sends and receives in turn, as all of Vosk's do."""

import asyncio
import contextlib
import json

import websockets
from checks import check, equal
from speech import heard, pcm, silence, words

END = '{"eof" : 1}'


class Client:
    def __init__(self, socket):
        self.socket = socket
        self.replies = []

    async def say(self, message):
        """Sends something that has one reply."""
        await self.socket.send(message)
        self.replies.append(json.loads(await asyncio.wait_for(self.socket.recv(), 60)))
        return self.replies[-1]

    async def play(self, audio, size=8_000, pause=0.0):
        for start in range(0, len(audio), size):
            await self.say(audio[start : start + size])
            await asyncio.sleep(pause)

    async def close(self, message=END):
        """Says that it is the end; the server closes."""
        last = await self.say(message)
        try:
            await asyncio.wait_for(self.socket.recv(), 10)
            raise AssertionError("a message after the last")
        except websockets.ConnectionClosed as error:
            equal(error.rcvd.code, 1000)
        return last

    @property
    def text(self):
        return " ".join(reply["text"] for reply in self.replies if reply.get("text"))


@contextlib.asynccontextmanager
async def client(server, **config):
    headers = {"Authorization": f"Bearer {server.key}"}
    async with websockets.connect(server.dialects["Vosk"], additional_headers=headers) as socket:
        if config:
            await socket.send(json.dumps({"config": config}))
        yield Client(socket)


@check("VO-1", "a reply to each audio message, in order; partials during speech")
async def replies(server):
    async with client(server, sample_rate=16_000) as it:
        # As it is spoken, so that there is something to reply.
        await it.play(silence(0.5, 16_000) + pcm(16_000) + silence(1, 16_000), size=8_000, pause=0.25)
        last = await it.close()
        partials = [reply["partial"] for reply in it.replies if reply.get("partial")]
        assert len(partials) >= 5 and len(set(partials)) >= 3, it.replies
        assert "text" in last and all(set(reply) & {"partial", "text"} for reply in it.replies)
        equal(it.text, it.text.lower())
        assert "," not in it.text and "." not in it.text, it.text
        return heard(it.text)


@check("VO-2", "either spelling of eof: the text, and the server closes")
async def end(server):
    for message in (END, '{"eof":1}'):
        async with client(server, sample_rate=16_000) as it:
            await it.play(pcm(16_000))
            await it.close(message)
            heard(it.text)
    async with client(server) as it:
        equal((await it.close())["text"], "")


@check("VO-3", "config: a rate of any form, no reply, words with times")
async def config(server):
    for rate in (16_000, 16_000.0):
        async with client(server, sample_rate=rate, words=True) as it:
            await it.play(pcm(16_000))
            await it.close()
            heard(it.text)
            list = [word for reply in it.replies for word in reply.get("result", [])]
            equal([word["word"] for word in list], it.text.split())
            times = [time for word in list for time in (word["start"], word["end"])]
            assert times == sorted(times) and 0 <= times[0] < times[-1] <= 11.1, times
            assert all(0 <= word["conf"] <= 1 for word in list)
    async with client(server, sample_rate=16_000, words=False, max_alternatives=2) as it:
        await it.play(pcm(16_000))
        last = await it.close()
        equal(set(last["alternatives"][0]), {"text", "confidence"})


@check("VO-4", "8 kHz without a config")
async def telephone(server):
    async with client(server) as it:
        await it.play(pcm(8_000))
        await it.close()
        return heard(it.text)


@check("VO-5", "reset: a text, and the session continues")
async def reset(server):
    async with client(server, sample_rate=16_000) as it:
        await it.play(pcm(16_000))
        assert "text" in await it.say('{"reset" : 1}')
        heard(it.text)
        it.replies.clear()
        await it.play(pcm(16_000))
        await it.close()
        heard(it.text)


@check("VO-6", "silence, nothing and half a sample have replies")
async def quiet(server):
    async with client(server, sample_rate=16_000) as it:
        for audio in (silence(0.25, 16_000), b"", b"\0", silence(0.25, 16_000)):
            equal(await it.say(audio), {"partial": ""})
        equal((await it.close())["text"], "")


@check("VO-7", "a key in the query; without one 401; an invalid message closes with a reason")
async def faults(server):
    url = server.dialects["Vosk"]
    try:
        async with websockets.connect(url):
            raise AssertionError("let in")
    except websockets.InvalidStatus as error:
        equal(error.response.status_code, 401)
    async with websockets.connect(f"{url}/?token={server.key}") as socket:
        await socket.send("hello")
        try:
            await socket.recv()
            raise AssertionError("open")
        except websockets.ConnectionClosed as error:
            equal(error.rcvd.code, 1003)
            assert words(error.rcvd.reason), error
    assert server.key not in server.text()
