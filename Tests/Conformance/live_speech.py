# SPDX-License-Identifier: Apache-2.0

"""What is said is transcribed, whole and the same each time, by every dialect (LF)."""

import asyncio
import json
from urllib.parse import urlsplit

import httpx
from checks import check, equal
from dialects import ALL, RATE
from raw_socket import bearer, raw
from server import Server
from sessions import open_session
from speech import convert, heard, pcm, words
from wyoming_wide import client as wyoming

STENO, REALTIME, DEEPGRAM, VOSK, WHISPERLIVE = ALL
SPEECH = pcm(RATE)
# Where "ask not" begins, after a pause, in seconds.
ONSET = 3.3
FLUSH = {
    STENO: '{"type": "flush"}', REALTIME: '{"type": "input_audio_buffer.commit"}', DEEPGRAM: '{"type": "Finalize"}',
    VOSK: '{"reset" : 1}',
}
TIMES = 20
AT_ONCE = 4


@check("LF-8", "a flush, `Finalize`, commit, reset or pause just after a word began loses no word, in every dialect on WebSockets")
async def flushes(server):
    for after in (0.1, 0.2, 0.3):
        cut = int((ONSET + after) * RATE) * 2
        for dialect in ALL:
            async with open_session(server, dialect) as it:
                await it.play(SPEECH[:cut])
                if dialect in FLUSH:
                    await it.socket.send(FLUSH[dialect])
                else:
                    await it.until(lambda: len(it.texts) > 0)
                await it.play(SPEECH[cut:])
                heard(await it.finish())
                assert "ask not what" in " ".join(words(it.text)), (dialect.name, after, it.texts)


async def finals(server, dialect):
    """All that is final of a recording that is sent as fast as it is read, with its times."""
    url = dialect.url(server) + ("&words=true" if dialect is STENO else "")
    async with open_session(server, dialect, url=url) as it:
        await it.play(SPEECH)
        await it.finish()
        if dialect is DEEPGRAM:
            return [(m["start"], m["duration"], m["channel"]) for m in it.messages if m["type"] == "Results" and m["is_final"]]
        if dialect is STENO:
            return [m for m in it.messages if m["type"] == "final"]
        if dialect is WHISPERLIVE:
            segments = [segment for message in it.messages for segment in message.get("segments", [])]
            # Each is told again and again.
            return list({json.dumps(segment): segment for segment in segments if segment["completed"]}.values())
        return it.texts


async def by_wyoming(server):
    async with wyoming(server) as it:
        await it.play(SPEECH)
        return await it.transcript()


async def by_upload(server, path, **body):
    headers = {"Authorization": f"Bearer {server.key}"}
    async with httpx.AsyncClient(base_url=server.http, timeout=60, headers=headers) as http:
        answer = (await http.post(path, **body)).json()
        return answer["results"] if "results" in answer else answer


@check("LF-9", f"the same recording {TIMES} times, {AT_ONCE} at once: the same text and times, live and as a recording")
async def repeatedly(_):
    wav = convert("-f", "wav")
    fields = {"model": (None, "x"), "response_format": (None, "verbose_json"), "timestamp_granularities[]": (None, "word")}
    with Server("tiny.en") as server:
        routes = [lambda dialect=dialect: finals(server, dialect) for dialect in ALL] + [
            lambda: by_wyoming(server),
            lambda: by_upload(server, "/v1/audio/transcriptions", files={"file": wav, **fields}),
            lambda: by_upload(server, "/v1/listen?language=en", content=wav),
        ]
        for route in routes:
            found = []
            for _ in range(0, TIMES, AT_ONCE):
                found += await asyncio.gather(*(route() for _ in range(AT_ONCE)))
            texts = {json.dumps(each, sort_keys=True) for each in found}
            assert len(texts) == 1, sorted(texts)
            assert "fellow" in min(texts).lower(), texts


@check("LF-10", "a recording in place of raw samples: one error that names it, in every dialect; WAV is transcribed; Wyoming's stereo that cancels out")
async def recordings(server):
    mp4 = convert("-c:a", "aac", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov")
    files = [("AAC in MP4", mp4), ("webm", convert("-c:a", "libopus", "-f", "webm")), ("ogg", convert("-c:a", "libvorbis", "-f", "ogg")),
             ("flac", convert("-f", "flac")), ("mp3", convert("-f", "mp3"))]
    raw_urls = {
        STENO: f"{server.ws}/?encoding=s16", DEEPGRAM: f"{server.ws}/v1/listen?encoding=linear16&sample_rate=16000"}
    for name, file in files:
        expected = f"The audio is {name}, not raw samples. Send raw samples, or name the encoding if the protocol has others."
        for dialect in ALL:
            async with open_session(server, dialect, url=raw_urls.get(dialect)) as it:
                await it.play(file, size=4_000)
                await it.until(lambda: False)
                said = [m["error"]["message"] if isinstance(m.get("error"), dict) else m.get("message") for m in it.messages]
                reason = it.closing[1].removeprefix("DATA-0000: ")
                assert (said + [reason]).count(expected) >= 1, (dialect.name, it.messages, it.closing)
                equal(it.texts, [])
        async with wyoming(server) as it:
            await it.say("audio-chunk", file[:8_000], rate=RATE, width=2, channels=1)
            while (event := await it.read()) and event[0] != "error":
                pass
            equal(event[1]["text"], expected)
    slices = [convert("-ss", str(start / 4), "-t", "0.25", "-ac", "1", "-ar", str(RATE), "-f", "wav") for start in range(44)]
    for dialect in (REALTIME, VOSK, WHISPERLIVE):
        async with open_session(server, dialect) as it:
            for each in slices:
                await it.socket.send(dialect.audio(each))
            heard(await it.finish())
    opposite = convert("-filter_complex", "[0:a]pan=stereo|c0=c0|c1=-1*c0", "-ar", str(RATE), "-f", "s16le")
    async with wyoming(server) as it:
        for start in range(0, len(opposite), 16_000):
            await it.say("audio-chunk", opposite[start : start + 16_000], rate=RATE, width=2, channels=2)
        heard(await it.transcript())


@check("LF-11", "localhost is served by IPv4 and IPv6, on every port")
async def loopback(server):
    for host in ("127.0.0.1", "[::1]"):
        for dialect in ALL:
            url = dialect.url(server).replace("127.0.0.1", host).replace("localhost", host)
            async with raw(url, bearer(server)) as it:
                assert " 101 " in it.head, (url, it.head)
        async with httpx.AsyncClient(base_url=server.http.replace("127.0.0.1", host)) as http:
            equal((await http.get("/healthz")).status_code, 200)
        port = urlsplit(server.dialects["Wyoming"]).port
        reader, writer = await asyncio.open_connection(host.strip("[]"), port)
        writer.write(b'{"type": "ping"}\n')
        assert b"pong" in await asyncio.wait_for(reader.readline(), 10), host
        writer.close()
