# SPDX-License-Identifier: Apache-2.0

"""Wyoming, the protocol of Home Assistant's voices, by its official package and by hand."""

import asyncio
import contextlib
import json
from urllib.parse import urlsplit

from checks import check, equal
from speech import heard, pcm, silence
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong


def address(server):
    url = urlsplit(server.dialects["Wyoming"])
    return url.hostname, url.port


@contextlib.asynccontextmanager
async def client(server):
    async with AsyncTcpClient(*address(server)) as it:
        yield it


async def read(it, timeout=60):
    return await asyncio.wait_for(it.read_event(), timeout)


async def play(it, audio, rate=16_000, width=2, channels=1, start=True):
    if start:
        await it.write_event(AudioStart(rate, width, channels).event())
    size = rate * width * channels // 10
    for begin in range(0, len(audio), size):
        await it.write_event(AudioChunk(rate, width, channels, audio[begin : begin + size]).event())
    await it.write_event(AudioStop().event())


async def answer(it):
    """All events up to the end of a transcript."""
    events = [await read(it)]
    while events[-1] and not TranscriptStop.is_type(events[-1].type):
        events.append(await read(it))
    return events


def transcript(events):
    found = [Transcript.from_event(event) for event in events if event and Transcript.is_type(event.type)]
    assert found, events
    return found[0]


@check("WY-1", "the official package reads info and transcript, also in chunks")
async def official(server):
    async with client(server) as it:
        await it.write_event(Describe().event())
        program = Info.from_event(await read(it)).asr[0]
        assert program.installed and program.supports_transcript_streaming
        assert program.models[0].installed and "en" in program.models[0].languages
        await it.write_event(Transcribe(name=program.models[0].name, language="en").event())
        await play(it, pcm(16_000))
        events = await answer(it)
        kinds = list(dict.fromkeys(event.type for event in events))
        equal(kinds, ["transcript-start", "transcript-chunk", "transcript", "transcript-stop"])
        assert TranscriptStart.is_type(events[0].type)
        pieces = [TranscriptChunk.from_event(event).text for event in events if TranscriptChunk.is_type(event.type)]
        text = transcript(events)
        equal(("".join(pieces), text.language), (text.text, "en"))
        heard(text.text)
        # Once more on the same connection.
        await play(it, pcm(16_000))
        heard(transcript(await answer(it)).text)
        return f"{len(pieces)} pieces"


@check("WY-2", "data in the line and after it")
async def forms(server):
    reader, writer = await asyncio.open_connection(*address(server))
    audio = pcm(16_000)
    start, data = json.dumps({"rate": 16_000, "width": 2, "channels": 1}), json.dumps({"rate": 16_000})
    writer.write(json.dumps({"type": "transcribe", "data": {"language": "en"}}).encode() + b"\n")
    writer.write(json.dumps({"type": "audio-start", "data_length": len(start)}).encode() + b"\n" + start.encode())
    line = {"type": "audio-chunk", "data": {"width": 2}, "data_length": len(data), "payload_length": len(audio)}
    writer.write(json.dumps(line).encode() + b"\n" + data.encode() + audio)
    writer.write(b'{"type": "audio-stop"}\n')
    writer.write_eof()
    answer = (await asyncio.wait_for(reader.read(), 60)).decode()
    writer.close()
    text = answer[answer.index('"type":"transcript",') :].split("\n")[1]
    return heard(json.JSONDecoder().raw_decode(text)[0]["text"])


@check("WY-3", "unknown events are skipped; ping")
async def unknown(server):
    async with client(server) as it:
        await it.write_event(Event("unheard-of", {"a": [1]}, b"bytes"))
        await it.write_event(Event("run-satellite"))
        await it.write_event(Ping(text="you").event())
        equal(Pong.from_event(await read(it)).text, "you")


@check("WY-4", "48 kHz, two channels, samples of 1 and 4 bytes")
async def formats(server):
    stereo = pcm(48_000)
    stereo = b"".join(stereo[i : i + 2] * 2 for i in range(0, len(stereo), 2))
    for audio, *form in [
        (pcm(48_000), 48_000, 2, 1), (stereo, 48_000, 2, 2), (pcm(16_000, "u8"), 16_000, 1, 1),
        (pcm(16_000, "s32le"), 16_000, 4, 1),
    ]:
        async with client(server) as it:
            await it.write_event(Transcribe(language="en").event())
            await play(it, audio, *form)
            heard(transcript(await answer(it)).text)
    async with client(server) as it:
        await play(it, bytes(3_000), 16_000, 3, 1)
        error = Error.from_event(await read(it))
        equal((error.code, await read(it)), ("unsupported_encoding", None))
        return error.text


@check("WY-5", "describe is answered within a second while the server is busy")
async def busy(server):
    async with contextlib.AsyncExitStack() as stack:
        crowd = [await stack.enter_async_context(client(server)) for _ in range(4)]
        for it in crowd:
            await play(it, pcm(16_000))
        fresh = await stack.enter_async_context(client(server))
        start = asyncio.get_running_loop().time()
        await fresh.write_event(Describe().event())
        assert Info.is_type((await read(fresh, 1)).type)
        took = asyncio.get_running_loop().time() - start
        for it in crowd:
            await answer(it)
        return f"{took * 1000:.0f} ms"


@check("WY-6", "audio without transcribe and audio-start; silence and no audio give an empty text")
async def bare(server):
    async with client(server) as it:
        await play(it, pcm(16_000), start=False)
        heard(transcript(await answer(it)).text)
        await play(it, silence(1, 16_000))
        equal(transcript(await answer(it)).text, "")
        await play(it, b"")
        equal(transcript(await answer(it)).text, "")


@check("WY-7", "endless lines, wrong lengths, no JSON: an error, and the connection ends")
async def faults(server):
    for message in (
        b"a" * 70_000, b"GET / HTTP/1.1\r\n\r\n", b'{"type": "audio-chunk", "payload_length": -1}\n',
        b'{"type": "audio-chunk", "payload_length": 99999999999}\n', b'{"type": "describe", "data_length": 2}\n[]',
    ):
        reader, writer = await asyncio.open_connection(*address(server))
        writer.write(message)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        assert b'"type":"error"' in answer and b"invalid_message" in answer, answer
