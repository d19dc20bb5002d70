# SPDX-License-Identifier: Apache-2.0

"""Whether a server transcribes a recording at all: one paced stream, before anything is timed. It warms the server up as well."""

import asyncio
import json
import wave

import numpy
import websockets

import word_errors

RATE = 16_000
FRAME = RATE // 10


def samples(path):
    with wave.open(path) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2), path
        return numpy.frombuffer(file.readframes(file.getnframes()), "<i2").astype("<f4") / 32_768


async def send(socket, audio, end):
    # Silence behind the words, as after anybody who has spoken: what WhisperLive has not shown by the end of the audio never comes.
    audio = numpy.concatenate([audio, numpy.zeros(RATE * 4, "<f4")])
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for first in range(0, len(audio), FRAME):
        await socket.send(audio[first : first + FRAME].tobytes())
        await asyncio.sleep(max(0, begun + first / RATE - loop.time()))
    await socket.send(end)


async def steno(url, audio):
    finals = []
    async with websockets.connect(f"{url}/?language=en", max_size=None) as socket:
        sender = asyncio.create_task(send(socket, audio, json.dumps({"type": "stop"})))
        async for message in socket:
            message = json.loads(message)
            if message["type"] == "final":
                finals.append(message["text"])
        await sender
    return " ".join(finals)


async def whisperlive(url, audio):
    options = {"uid": "check", "language": "en", "task": "transcribe", "model": "base", "use_vad": True}
    completed, tentative = {}, ""
    async with websockets.connect(url, max_size=None, ping_interval=None) as socket:
        await socket.send(json.dumps(options))
        while json.loads(await socket.recv()).get("message") != "SERVER_READY":
            pass
        sender = asyncio.create_task(send(socket, audio, b"END_OF_AUDIO"))
        async for message in socket:
            segments = json.loads(message).get("segments", [])
            completed |= {segment["start"]: segment["text"] for segment in segments if segment["completed"]}
            tentative = "".join(segment["text"] for segment in segments if not segment["completed"])
        await sender
    return "".join(completed.values()) + tentative


def transcript(dialect, url, path):
    """What the server makes of the recording."""
    talk = {"steno": steno, "whisperlive": whisperlive}[dialect]
    return asyncio.run(asyncio.wait_for(talk(url, samples(path)), 90))


def errors(said, heard):
    """The share of the words of `said` that are wrong in `heard`."""
    wrong, words = word_errors.count(said, heard)
    return wrong / words
