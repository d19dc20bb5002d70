# SPDX-License-Identifier: Apache-2.0

"""WhisperLive's protocol, by its official client and by hand."""

import asyncio
import contextlib
import json
import os
import pathlib
import re
import tempfile
import time
from urllib.parse import urlsplit

import websockets
from checks import check, equal
from server import Server
from speech import KENNEDY, heard, pcm
from whisper_live.client import TranscriptionClient

END = b"END_OF_AUDIO"


class Client:
    def __init__(self, socket, uid):
        self.socket = socket
        self.uid = uid
        self.messages = []
        self.completed = {}

    async def read(self, timeout=60):
        """The next message, of which what must always hold is checked; None when the server has closed."""
        try:
            message = json.loads(await asyncio.wait_for(self.socket.recv(), timeout))
        except websockets.ConnectionClosed as error:
            equal(error.rcvd.code, 1000)
            return None
        self.messages.append(message)
        equal(message["uid"], self.uid)
        for segment in message.get("segments", []):
            start, end = float(segment["start"]), float(segment["end"])
            assert 0 <= start < end and re.fullmatch(r"\d+\.\d{3}", segment["end"]), segment
            if segment["completed"]:
                equal(segment, self.completed.setdefault(segment["start"], segment))
        return message

    async def send(self, audio, size=16_384):
        for start in range(0, len(audio), size):
            await self.socket.send(audio[start : start + size])

    async def rest(self):
        while await self.read():
            pass
        return self.text

    @property
    def text(self):
        return "".join(segment["text"] for segment in self.completed.values())


@contextlib.asynccontextmanager
async def client(server, uid="conformance", **options):
    headers = {"Authorization": f"Bearer {server.key}"}
    async with websockets.connect(server.dialects["WhisperLive"], additional_headers=headers) as socket:
        await socket.send(json.dumps({"uid": uid, "task": "transcribe", "model": "small", "use_vad": True} | options))
        yield Client(socket, uid)


@check("WL-1", "SERVER_READY at once, of the backend that its client looks for")
async def ready(server):
    start = time.monotonic()
    async with client(server) as it:
        equal(await it.read(), {"uid": it.uid, "message": "SERVER_READY", "backend": "faster_whisper"})
        assert time.monotonic() - start < 1


@check("WL-2", "the uid in each message, of any kind; the language once it is detected")
async def names(server):
    async with client(server, uid="ünï \"1\"") as it:
        await it.read()
        await it.send(pcm(16_000, "f32le"))
        await it.socket.send(END)
        heard(await it.rest())
        equal([message["language"] for message in it.messages if "language" in message], ["en"])


@check("WL-3", "segments during speech; completed ones never change")
async def segments(server):
    async with client(server, language="en", word_timestamps=True) as it:
        await it.read()

        async def speak():
            audio = pcm(16_000, "f32le") + bytes(4 * 16_000)
            for start in range(0, len(audio), 16_384):
                await it.send(audio[start : start + 16_384])
                await asyncio.sleep(0.256)
            await it.socket.send(END)

        speaking = asyncio.create_task(speak())
        text = await it.rest()
        await speaking
        growing = {m["segments"][-1]["text"] for m in it.messages if "segments" in m and not m["segments"][-1]["completed"]}
        assert len(growing) >= 3, it.messages
        list = [word for segment in it.completed.values() for word in segment["words"]]
        equal("".join(word["word"] for word in list), text)
        starts = [float(start) for start in it.completed]
        equal(starts, sorted(starts))
        return heard(text)


@check("WL-4", "END_OF_AUDIO, binary or text: the rest, and the server closes")
async def end(server):
    for message in (END, END.decode()):
        async with client(server, language="en") as it:
            await it.read()
            await it.send(pcm(16_000, "f32le"))
            await it.socket.send(message)
            heard(await it.rest())


@check("WL-5", "a full server: WAIT with a number of minutes, and it closes")
async def full(server):
    with Server("tiny.en", "--max-sessions", "1") as small:
        async with client(small) as first:
            await first.read()
            async with client(small) as second:
                message = await second.read()
                equal(message["status"], "WAIT")
                assert message["message"] > 0
                equal(await second.read(), None)


@check("WL-6", "int16 and uint8; another format is rejected")
async def formats(server):
    for name, codec in [("int16", "s16le"), ("uint8", "u8")]:
        async with client(server, language="en", audio_format=name) as it:
            await it.read()
            await it.send(pcm(16_000, codec))
            await it.socket.send(END)
            heard(await it.rest())
    async with client(server, audio_format="int24") as it:
        message = await it.read()
        equal(message["status"], "ERROR")
        return message["message"]


@contextlib.contextmanager
def quiet():
    """Without what a client and the sound system behind it say on a machine without a sound card."""
    stderr = os.dup(2)
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        os.dup2(nothing.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


@check("WL-7", "the official client, with a key in its address: its SRT file")
def official(server):
    # It has no parameter for a key.
    address = urlsplit(server.dialects["WhisperLive"])
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), quiet():
        srt = pathlib.Path(folder, "output.srt")
        client = TranscriptionClient(
            address.hostname, f"{address.port}/?token={server.key}", lang="en", model="small", use_vad=True,
            output_transcription_path=str(srt), mute_audio_playback=True)
        client(str(KENNEDY))
        text = srt.read_text()
    heard(" ".join(line for line in text.splitlines() if "-->" not in line and not line.isdigit()))
    return text.replace("\n", " ")


@check("WL-8", "keys: a header, the query, the subprotocols of browsers; without one 401")
async def keys(server):
    url = server.dialects["WhisperLive"]
    for address, subprotocols in [(f"{url}/?token={server.key}", None), (url, ["bearer", server.key])]:
        async with websockets.connect(address, subprotocols=subprotocols) as socket:
            equal(socket.subprotocol, "bearer" if subprotocols else None)
            await socket.send('{"uid": "1"}')
            equal(json.loads(await socket.recv())["message"], "SERVER_READY")
    try:
        async with websockets.connect(url, subprotocols=["bearer", "wrong"]):
            raise AssertionError("let in")
    except websockets.InvalidStatus as error:
        equal(error.response.status_code, 401)
    assert server.key not in server.text()
