# SPDX-License-Identifier: Apache-2.0

"""Deepgram's interface, by the official clients and by hand."""

import asyncio
import contextlib
import itertools
import json
import time
import uuid

import deepgram
import websockets
from checks import check, equal
from deepgram import AsyncDeepgramClient, DeepgramClientEnvironment
from speech import convert, heard, silence, words
from pydantic import BaseModel

RAW = "encoding=linear16&sample_rate=16000"
TIMEOUT_REASON = "net0001"
IS_STRICT = deepgram.__version__.startswith("5")


def pcm(rate=16_000, codec="s16le"):
    return convert("-ac", "1", "-ar", str(rate), "-f", codec)


class Stream:
    """A connection by hand: sends audio and messages, reads messages, and knows when each came."""

    def __init__(self, socket):
        self.socket = socket
        self.messages = []
        self.times = []

    async def say(self, kind, **fields):
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def append(self, audio, size=3_200, pause=0.0):
        for start in range(0, len(audio), size):
            await self.socket.send(audio[start : start + size])
            if pause:
                await asyncio.sleep(pause)

    async def read(self, timeout=30):
        self.messages.append(json.loads(await asyncio.wait_for(self.socket.recv(), timeout)))
        self.times.append(time.monotonic())
        return self.messages[-1]

    async def until(self, wanted, timeout=30):
        """Reads up to a message of a type, or one that a function finds right."""
        while True:
            message = await self.read(timeout)
            if wanted(message) if callable(wanted) else message["type"] == wanted:
                return message

    async def end(self, timeout=60):
        """Reads to the close; returns its code and reason."""
        try:
            while True:
                await self.read(timeout)
        except websockets.ConnectionClosed as error:
            return (error.rcvd.code, error.rcvd.reason) if error.rcvd else (1006, "")

    def results(self, channel=0, final=True):
        return [m for m in self.messages if m["type"] == "Results" and m["channel_index"][0] == channel
                and (not final or m["is_final"])]

    def text(self, channel=0):
        return " ".join(filter(None, (transcript(m) for m in self.results(channel))))

    def kinds(self):
        return [m["type"] for m in self.messages]


def transcript(message):
    return message["channel"]["alternatives"][0]["transcript"]


@contextlib.asynccontextmanager
async def stream(server, query=RAW, **options):
    options.setdefault("additional_headers", {"Authorization": f"Token {server.key}"})
    async with websockets.connect(f"{server.ws}/v1/listen?{query}", max_size=None, **options) as socket:
        yield Stream(socket)


async def whole(server, audio, query, size=3_200, pause=0.0):
    """A stream of some audio and its CloseStream, to the close."""
    async with stream(server, query) as it:
        reading = asyncio.create_task(it.end())
        await it.append(audio, size, pause)
        await it.say("CloseStream")
        it.closing = await reading
        return it


def client(server, **options):
    return AsyncDeepgramClient(environment=DeepgramClientEnvironment(
        base=server.http, production=server.ws, agent=server.ws,
        **({"agent_rest": server.http} if not IS_STRICT else {})), **options)


async def refused(server, query=RAW, **options):
    try:
        async with stream(server, query, **options):
            raise AssertionError("let in")
    except websockets.InvalidStatus as error:
        return error.response


@check("DG-1", "every form of a key; dg-request-id")
async def keys(server):
    for scheme in ("Token", "Bearer", "bearer"):
        async with stream(server, additional_headers={"Authorization": f"{scheme} {server.key}"}) as it:
            uuid.UUID(it.socket.response.headers["dg-request-id"])
    for offer in (["token", server.key], ["token", server.key, "x-deepgram-session-id", str(uuid.uuid4())],
                  ["bearer", server.key]):
        async with stream(server, additional_headers={}, subprotocols=offer) as it:
            equal(it.socket.response.headers.get_all("Sec-WebSocket-Protocol"), offer[:1])
            assert server.key not in str(it.socket.response.headers)
    response = await refused(server, additional_headers={})
    uuid.UUID(response.headers["dg-request-id"])
    assert server.key not in server.text()


@check("DG-2", "a bad key: 401 and dg-error; a bad encoding: 400; unknown parameters")
async def refusals(server):
    response = await refused(server, additional_headers={"Authorization": "Token wrong"})
    equal((response.status_code, json.loads(response.body)["err_code"]), (401, "INVALID_AUTH"))
    assert response.headers["dg-error"]
    response = await refused(server, "encoding=nonsense&sample_rate=16000")
    equal(response.status_code, 400)
    async with stream(server, RAW + "&no_delay=true&filler_words=true&colour=blue&model=nova-3") as it:
        await it.say("KeepAlive")


@check("DG-3", "linear16, linear32, mulaw, alaw, flac, ogg-opus; webm, ogg, wav, mp3 without a name")
async def encodings(server):
    opus = ("-c:a", "libopus", "-b:a", "48k")
    forms = [
        (RAW, pcm()), ("encoding=linear16&sample_rate=48000", pcm(48_000)),
        ("encoding=linear32&sample_rate=16000", pcm(codec="f32le")),
        ("encoding=mulaw&sample_rate=8000", pcm(8_000, "mulaw")),
        ("encoding=alaw&sample_rate=8000", pcm(8_000, "alaw")),
        ("encoding=flac&sample_rate=16000", convert("-f", "flac")),
        ("encoding=ogg-opus&sample_rate=48000", convert(*opus, "-f", "ogg")),
        ("", convert(*opus, "-f", "webm", "-live", "1")), ("", convert(*opus, "-f", "ogg")),
        ("", convert("-f", "wav")), ("", convert("-f", "mp3")),
    ]
    for query, audio in forms:
        it = await whole(server, audio, query, size=4_001)
        equal(it.closing[0], 1000)
        heard(it.text())


@check("DG-4", "interim results on request, one per second")
async def interims(server):
    it = await whole(server, pcm(), RAW)
    assert all(m["is_final"] for m in it.results(final=False))
    it = await whole(server, pcm(), RAW + "&interim_results=true", pause=0.1)
    results = it.results(final=False)
    assert len([m for m in results if not m["is_final"]]) >= 7, len(results)
    times = [t for m, t in zip(it.messages, it.times) if m["type"] == "Results"]
    longest = max(b - a for a, b in itertools.pairwise(times))
    return f"{len(results)} results, {longest:.1f} s between two at most"


@check("DG-5", "every message fits the client's own types; version 5.3.0 requires that")
async def strict(server):
    models = {}
    if IS_STRICT:
        from deepgram.extensions.types.sockets import (
            ListenV1MetadataEvent, ListenV1ResultsEvent, ListenV1SpeechStartedEvent, ListenV1UtteranceEndEvent)
        models = {"Results": ListenV1ResultsEvent, "Metadata": ListenV1MetadataEvent,
                  "SpeechStarted": ListenV1SpeechStartedEvent, "UtteranceEnd": ListenV1UtteranceEndEvent}
    else:
        from deepgram.listen.v1.types import (
            ListenV1Metadata, ListenV1Results, ListenV1SpeechStarted, ListenV1UtteranceEnd)
        models = {"Results": ListenV1Results, "Metadata": ListenV1Metadata,
                  "SpeechStarted": ListenV1SpeechStarted, "UtteranceEnd": ListenV1UtteranceEnd}
    query = RAW + "&interim_results=true&vad_events=true&utterance_end_ms=1000"
    async with stream(server, query) as it:
        reading = asyncio.create_task(it.end())
        await it.append(pcm() + silence(3, 16_000), pause=0.1)
        await it.say("Finalize")
        await it.say("CloseStream")
        await reading
    equal(set(it.kinds()), set(models))
    for message in it.messages:
        assert isinstance(models[message["type"]].model_validate(message), BaseModel)
    return f"{len(it.messages)} messages"


@check("DG-6", "finals cover the whole time; words lie in them, in order")
async def tiles(server):
    audio = silence(2, 16_000) + pcm() + silence(1, 16_000) + pcm() + silence(1, 16_000)
    it = await whole(server, audio, RAW + "&endpointing=300")
    position, last = 0, 0
    for result in it.results():
        assert abs(result["start"] - position) <= 0.01, (result, position)
        position = result["start"] + result["duration"]
        for word in result["channel"]["alternatives"][0]["words"]:
            assert last <= word["start"] <= word["end"] <= position + 0.01 and word["end"] >= result["start"], word
            last = word["start"]
    equal(it.messages[-1]["duration"], round(len(audio) / 32_000, 3))
    return f"{len(it.results())} finals, to {position:.2f} s"


@check("DG-7", "endpointing: speech_final after the silence, never when it is off")
async def endpointing(server):
    audio = pcm() + silence(2, 16_000)
    it = await whole(server, audio, RAW + "&endpointing=300")
    assert any(m["speech_final"] for m in it.results())
    it = await whole(server, audio, RAW + "&endpointing=false")
    assert it.results() and not any(m["speech_final"] for m in it.results())
    heard(it.text())


@check("DG-8", "SpeechStarted and UtteranceEnd on request, once per gap, after the final")
async def gaps(server):
    audio = pcm()[: 32_000 * 4] + silence(2.5, 16_000)
    it = await whole(server, audio * 2, RAW + "&interim_results=true")
    assert not {"SpeechStarted", "UtteranceEnd"} & set(it.kinds())
    query = RAW + "&interim_results=true&vad_events=true&utterance_end_ms=1500&endpointing=1000"
    it = await whole(server, audio * 2, query, pause=0.1)
    ends = [m for m in it.messages if m["type"] == "UtteranceEnd"]
    equal(len(ends), 2)
    for end in ends:
        before = it.messages[: it.messages.index(end)]
        final = [m for m in before if m["type"] == "Results" and m["is_final"] and transcript(m)][-1]
        assert abs(final["channel"]["alternatives"][0]["words"][-1]["end"] - end["last_word_end"]) < 0.002
    return f"{it.kinds().count('SpeechStarted')} SpeechStarted"


@check("DG-9", "Finalize, even of nothing; the stream continues")
async def finalize(server):
    async with stream(server) as it:
        start = time.monotonic()
        await it.say("Finalize")
        empty = await it.until(lambda m: m.get("from_finalize"))
        equal((empty["is_final"], transcript(empty)), (True, ""))
        assert time.monotonic() - start < 2
        await it.append(pcm()[: 32_000 * 3], pause=0.02)
        start = time.monotonic()
        await it.say("Finalize")
        first = await it.until(lambda m: m.get("from_finalize"))
        took = time.monotonic() - start
        assert took < 5, took
        assert "fellow" in words(it.text()), it.text()
        await it.append(pcm())
        await it.say("CloseStream")
        await it.end()
        assert "country" in words(it.text())
        return f"{took:.2f} s"


@check("DG-10", "CloseStream: finals, one Metadata, close 1000 by the server")
async def close(server):
    start = time.monotonic()
    async with stream(server) as it:
        await it.append(pcm(), pause=0.1)
        start = time.monotonic()
        await it.say("CloseStream")
        closing = await it.end()
    took = time.monotonic() - start
    equal(closing, (1000, ""))
    equal((it.kinds().count("Metadata"), it.kinds()[-1]), (1, "Metadata"))
    heard(it.text())
    assert took < 5, took
    return f"{took:.2f} s"


@check("DG-11", "KeepAlive keeps the socket; nothing for 12 s: 1011")
async def keep_alive(server):
    async def kept():
        async with stream(server) as it:
            for _ in range(12):
                await it.say("KeepAlive")
                await asyncio.sleep(5)
            await it.append(pcm())
            await it.say("CloseStream")
            equal((await it.end())[0], 1000)
            heard(it.text())

    async def left():
        start = time.monotonic()
        async with stream(server) as it:
            code, reason = await it.end()
        equal(code, 1011)
        assert TIMEOUT_REASON in reason and time.monotonic() - start < 12.5, reason

    await asyncio.gather(kept(), left())


@check("DG-12", "messages of zero and one byte")
async def sizes(server):
    audio = pcm()
    async with stream(server) as it:
        await it.append(audio[:101], size=1)
        await it.append(audio[101:], size=3_201)
        await it.socket.send(b"")
        equal((await it.end())[0], 1000)
        heard(it.text())


@check("DG-13", "multichannel: a transcript for each channel")
async def multichannel(server):
    left, right = pcm(), silence(3, 16_000) + pcm()
    left += bytes(len(right) - len(left))
    audio = b"".join(left[i : i + 2] + right[i : i + 2] for i in range(0, len(left), 2))
    it = await whole(server, audio, RAW + "&channels=2&multichannel=true")
    equal({tuple(m["channel_index"]) for m in it.results(0) + it.results(1)}, {(0, 2), (1, 2)})
    heard(it.text(0))
    heard(it.text(1))
    equal(it.messages[-1]["channels"], 2)


@check("DG-14", "a client that leaves frees its session within 5 s")
async def leaving(server):
    before = server.sessions()
    for polite in (True, False):
        async with stream(server, RAW + "&vad_events=true") as it:
            await it.append(pcm())
            await it.until("SpeechStarted")
            if not polite:
                it.socket.transport.abort()
        await server.has_sessions(before)


@check("DG-15", "a pause with KeepAlives: times are those of the audio")
async def pause(server):
    audio = pcm()
    async with stream(server, RAW + "&vad_events=true") as it:
        reading = asyncio.create_task(it.end())
        await it.append(audio)
        for _ in range(4):
            await it.say("KeepAlive")
            await asyncio.sleep(5)
        await it.append(silence(1, 16_000) + audio)
        await it.say("CloseStream")
        equal((await reading)[0], 1000)
    total = 2 * len(audio) / 32_000 + 1
    assert abs(it.messages[-1]["duration"] - total) < 0.01
    last = it.results()[-1]
    assert len(audio) / 32_000 < last["start"] + last["duration"] <= total + 0.01


@check("DG-16", "the official client, live")
async def official(server):
    from deepgram.core.events import EventType

    seen, texts, done = [], [], asyncio.Event()

    def take(message):
        seen.append(message.type)
        if message.type == "Results" and message.is_final:
            texts.append(message.channel.alternatives[0].transcript)
        if message.type == "Metadata":
            done.set()

    options = dict(model="nova-3", encoding="linear16", sample_rate=16_000, interim_results=True, punctuate=True)
    if IS_STRICT:
        options = {name: str(value).lower() if isinstance(value, bool) else str(value)
                   for name, value in options.items()}
    async with client(server, api_key=server.key).listen.v1.connect(**options) as connection:
        connection.on(EventType.MESSAGE, take)
        listening = asyncio.create_task(connection.start_listening())
        audio = pcm()
        send, finish = connection.send_media, None
        for start in range(0, len(audio), 3_200):
            await send(audio[start : start + 3_200])
        if IS_STRICT:
            from deepgram.extensions.types.sockets import ListenV1ControlMessage

            await connection.send_control(ListenV1ControlMessage(type="CloseStream"))
        else:
            await connection.send_close_stream()
        await asyncio.wait_for(done.wait(), 60)
        await asyncio.wait_for(listening, 10)
    heard(" ".join(texts))
    return f"deepgram-sdk {deepgram.__version__}: " + " ".join(dict.fromkeys(seen))


@check("DG-17", "the official client, a recording; one of two channels; an address")
async def recording(server):
    media = client(server, api_key=server.key).listen.v1.media
    answer = await media.transcribe_file(request=convert("-f", "wav"), model="nova-3", smart_format=True, utterances=True)
    alternative = answer.results.channels[0].alternatives[0]
    heard(alternative.transcript)
    heard(" ".join(word.word for word in alternative.words))
    assert 10.5 < answer.metadata.duration < 11.5
    heard(" ".join(utterance.transcript for utterance in answer.results.utterances))
    stereo = convert("-af", "pan=stereo|c0=c0|c1=0*c0", "-f", "wav")
    answer = await media.transcribe_file(request=stereo, multichannel=True)
    heard(answer.results.channels[0].alternatives[0].transcript)
    equal(answer.results.channels[1].alternatives[0].transcript, "")
    try:
        await media.transcribe_url(url="https://example.com/a.wav")
        raise AssertionError("fetched")
    except deepgram.core.api_error.ApiError as error:
        equal(error.status_code, 400)
