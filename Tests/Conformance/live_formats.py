# SPDX-License-Identifier: Apache-2.0

"""Live formats as recorders send them (LF): all words, or an error that says what is wrong."""

import json
import struct

import httpx
import websockets
from checks import check, equal
from dialects import ALL, RATE
from sessions import open_session
from speech import convert, heard, pcm

STENO, REALTIME, DEEPGRAM, VOSK, WHISPERLIVE = ALL
STOP = {STENO: '{"type": "stop"}', DEEPGRAM: '{"type": "CloseStream"}'}
FMT = "<4sIHHIIHH"


def wav(samples, announced, rate=RATE, channels=1):
    """A WAV file of 16-bit samples whose header announces a number of bytes; None for the right one."""
    size = len(samples) if announced is None else announced
    frame = 2 * channels
    head = struct.pack(FMT, b"fmt ", 16, 1, channels, rate, rate * frame, frame, 16) + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", min(36 + size, 0xFFFFFFFF)) + b"WAVE" + head + samples


def address(server, dialect, encoding):
    """Of a session of encoded audio; Deepgram's finds out by itself."""
    return f"{server.ws}/?encoding={encoding}" if dialect is STENO else f"{server.ws}/v1/listen?language=en"


async def transcribe(server, dialect, messages, encoding="auto"):
    """Sends messages and the end; the session, once it is closed."""
    async with open_session(server, dialect, begins=False, url=address(server, dialect, encoding)) as it:
        try:
            for message in messages:
                await it.socket.send(message)
            await it.socket.send(STOP[dialect])
        except websockets.ConnectionClosed:
            pass
        await it.until(lambda: False)
        return it


def slices(announced, seconds=0.25):
    samples, size = pcm(RATE), int(RATE * seconds) * 2
    return [wav(samples[start : start + size], announced) for start in range(0, len(samples), size)]


@check("LF-1", "a WAV file for each slice, whatever length its header announces; joined into one, live and as a recording")
async def wav_slices(server):
    for announced in (None, 0, 100, 0xFFFFFFFF):
        for dialect in (STENO, DEEPGRAM):
            it = await transcribe(server, dialect, slices(announced))
            equal(it.closing[0], 1000)
            heard(it.text)
    joined = b"".join(slices(None))
    for dialect in (STENO, DEEPGRAM):
        heard((await transcribe(server, dialect, [joined])).text)
    heard(await recording(server, joined))


@check("LF-2", "a recording whose writer did not know its length: WAV, RF64, Wave64, AIFF, AU")
async def unknown_length(server):
    samples = pcm(RATE)
    for announced in (0, 0xFFFFFFFF):
        heard(await recording(server, wav(samples, announced)))
        heard((await transcribe(server, STENO, [wav(samples, announced)], "wav")).text)
    for arguments, name, offset, size in (
        (("-f", "aiff"), b"SSND", 4, 4), (("-f", "au"), b".snd", 8, 4), (("-f", "w64"), b"data", 16, 8),
        (("-f", "wav", "-rf64", "always"), b"ds64", 16, 8),
    ):
        whole = bytearray(convert("-ac", "1", *arguments))
        place = whole.index(name) + offset
        whole[place : place + size] = bytes(size)
        heard(await recording(server, bytes(whole)))


@check("LF-3", "stereo whose channels cancel each other out: WAV, FLAC and Opus, live and as a recording; raw samples")
async def opposite_phase(server):
    stereo = ("-filter_complex", "[0:a]pan=stereo|c0=c0|c1=-1*c0")
    files = [convert(*stereo, *form) for form in (
        ("-f", "wav"), ("-f", "flac"), ("-c:a", "libopus", "-mapping_family", "255", "-f", "ogg"))]
    for file in files:
        heard(await recording(server, file))
        for dialect in (STENO, DEEPGRAM):
            heard((await transcribe(server, dialect, [file])).text)
    raw = convert(*stereo, "-ar", str(RATE), "-f", "s16le")
    url = f"{server.ws}/?encoding=s16&channels=2&sample_rate={RATE}"
    async with open_session(server, STENO, begins=False, url=url) as it:
        await it.play(raw)
        heard(await it.finish())
    url = f"{server.ws}/v1/listen?language=en&encoding=linear16&channels=2&sample_rate={RATE}"
    async with open_session(server, DEEPGRAM, begins=False, url=url) as it:
        await it.play(raw)
        heard(await it.finish())


@check("LF-4", "AAC and Vorbis live: one error that names the format and what to send instead")
async def unsupported(server):
    mp4 = convert("-c:a", "aac", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov")
    adts = convert("-c:a", "aac", "-f", "adts")
    vorbis = convert("-c:a", "libvorbis", "-f", "ogg")
    for file, name in ((mp4, "AAC in MP4"), (adts, "AAC"), (vorbis, "Ogg with vorbis")):
        expected = f"{name} cannot be transcribed live. Send Opus or raw samples."
        for encoding in ("auto", "ogg") if name.startswith("Ogg") else ("auto", "webm"):
            it = await transcribe(server, STENO, [file], encoding)
            equal([m["message"] for m in it.messages if m["type"] == "error"], [expected])
        it = await transcribe(server, DEEPGRAM, [file])
        equal(it.closing, (1008, f"DATA-0000: {expected}"))


@check("LF-5", "audio that cannot be decoded is reported, and an error if nothing could be")
async def discarded(server):
    file = wav(pcm(RATE), 0)
    hidden = file[:12] + b"JUNK" + struct.pack("<I", 0xFFFFFF) + file[12:]
    it = await transcribe(server, STENO, [hidden, file], "wav")
    heard(it.text)
    equal([m["code"] for m in it.messages if m["type"] == "warning"], ["audio_discarded"])
    it = await transcribe(server, DEEPGRAM, [hidden, file])
    heard(it.text)
    assert it.messages[-1]["type"] == "Metadata" and len(it.messages[-1]["warnings"]) == 1, it.messages[-1]
    it = await transcribe(server, STENO, [hidden], "wav")
    equal((it.closing[0], it.messages[-1]["code"]), (1003, "wrong_encoding"))
    it = await transcribe(server, DEEPGRAM, [hidden])
    equal(it.closing[0], 1008)
    assert it.closing[1].startswith("DATA-0000: The first "), it.closing


@check("LF-6", "Realtime: base64 with line breaks")
async def line_breaks(server):
    import base64

    samples = pcm(RATE)
    async with open_session(server, REALTIME) as it:
        for start in range(0, len(samples), 48_000):
            text = base64.encodebytes(samples[start : start + 48_000]).decode()
            await it.socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": text}))
        heard(await it.finish())
        assert not [m for m in it.messages if m["type"] == "error"], it.messages


@check("LF-7", "Vosk: commands in binary messages")
async def binary_commands(server):
    async with open_session(server, VOSK, begins=False) as it:
        await it.socket.send(json.dumps({"config": {"sample_rate": RATE}}).encode())
        for start in range(0, len(samples := pcm(RATE)), 8_000):
            await it.socket.send(samples[start : start + 8_000])
        await it.socket.send(b'{"eof" : 1}')
        await it.until(lambda: False)
        equal(it.closing[0], 1000)
        heard(it.text)


async def recording(server, content):
    """The text of a recording, which both dialects agree on."""
    headers = {"Authorization": f"Bearer {server.key}"}
    async with httpx.AsyncClient(base_url=server.http, timeout=60, headers=headers) as http:
        answer = await http.post("/v1/audio/transcriptions", files={"file": content, "model": (None, "x")})
        equal(answer.status_code, 200)
        text = answer.json()["text"]
        answer = await http.post("/v1/listen?language=en", content=content)
        equal(answer.status_code, 200)
        heard(answer.json()["results"]["channels"][0]["alternatives"][0]["transcript"])
        return text
