#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Word error rate by encoding: every form of audio that the server takes, against raw samples of the same rate.

  encoding_wer.py --manifest SPEECH/manifest.tsv --url http://127.0.0.1:8765 [--only en_read --limit 24] [--form opus]

Each recording is made into each form by ffmpeg. Live forms go through the socket in pieces of 4,000 bytes as fast as the server takes
them, without partials; files by POST /v1/audio/transcriptions. Needs `pip install websockets` and a server that asks for no key.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import urllib.request
import uuid

import speech_manifest
import websockets
import word_errors

REFERENCE = "s16, 16 kHz"
TELEPHONE = "s16, 8 kHz"
OPUS = "-c:a libopus -b:a 32k"


def raw(name, rate, channels=1):
    codec = {"mulaw": "mulaw", "alaw": "alaw", "u8": "u8"}.get(name, name + "le")
    return f"encoding={name}&sample_rate={rate}&channels={channels}", f"-f {codec} -ar {rate} -ac {channels}"


# By name: the query, ffmpeg's arguments, and what it is measured against.
LIVE = {
    REFERENCE: (*raw("s16", 16_000), REFERENCE),
    **{f"s16, {rate / 1000:g} kHz": (*raw("s16", rate), REFERENCE) for rate in (22_050, 24_000, 44_100, 48_000)},
    "s16, 48 kHz, 2 channels": (*raw("s16", 48_000, 2), REFERENCE),
    "f32, 16 kHz": (*raw("f32", 16_000), REFERENCE),
    "f32, 48 kHz": (*raw("f32", 48_000), REFERENCE),
    "s32, 16 kHz": (*raw("s32", 16_000), REFERENCE),
    "u8, 16 kHz": (*raw("u8", 16_000), REFERENCE),
    "mu-law, 16 kHz": (*raw("mulaw", 16_000), REFERENCE),
    TELEPHONE: (*raw("s16", 8_000), TELEPHONE),
    "mu-law, 8 kHz": (*raw("mulaw", 8_000), TELEPHONE),
    "A-law, 8 kHz": (*raw("alaw", 8_000), TELEPHONE),
    "Opus in WebM": ("encoding=webm", f"{OPUS} -f webm -live 1", REFERENCE),
    "Opus in Ogg": ("encoding=ogg", f"{OPUS} -f ogg", REFERENCE),
    "Opus packets": ("encoding=opus", f"{OPUS} -f ogg", REFERENCE),
    "FLAC": ("encoding=flac", "-f flac", REFERENCE),
    "MP3": ("encoding=mp3", "-b:a 64k -f mp3", REFERENCE),
    "WAV": ("encoding=wav", "-f wav", REFERENCE),
}
FILES = {
    "file wav": "-f wav",
    "file flac": "-f flac",
    "file ogg, Vorbis": "-c:a libvorbis -q:a 4 -f ogg",
    "file ogg, Opus": f"{OPUS} -f ogg",
    "file mp3": "-b:a 64k -f mp3",
    "file m4a": "-c:a aac -b:a 64k -movflags frag_keyframe+empty_moov -f mp4",
    "file webm": f"{OPUS} -f webm",
}


def convert(path, arguments):
    command = ["ffmpeg", "-v", "error", "-i", path, *arguments.split(), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def packets(ogg):
    """The packets of an Ogg file of one stream, without the two that are its header."""
    found, held, position = [], b"", 0
    while position < len(ogg):
        count = ogg[position + 26]
        lengths = ogg[position + 27 : position + 27 + count]
        position += 27 + count
        for length in lengths:
            held += ogg[position : position + length]
            position += length
            if length < 255:
                found.append(held)
                held = b""
    return found[2:]


async def live(url, name, path):
    query, arguments, _ = LIVE[name]
    audio = await asyncio.to_thread(convert, path, arguments)
    cut = packets(audio) if name == "Opus packets" else [audio[i : i + 4_000] for i in range(0, len(audio), 4_000)]
    address = f"{url.replace('http', 'ws', 1)}/?{query}&language=en&partial_interval_ms=30000"
    texts = []
    async with websockets.connect(address, max_size=None) as socket:

        async def send():
            for piece in cut:
                await socket.send(piece)
            await socket.send('{"type":"stop"}')

        sender = asyncio.create_task(send())
        async for message in socket:
            message = json.loads(message)
            if message["type"] == "error":
                sys.exit(f"{name}: {message}")
            if message["type"] == "final":
                texts.append(message["text"])
        await sender
    return " ".join(texts)


def transcribe(url, name, path):
    audio, boundary = convert(path, FILES[name]), uuid.uuid4().hex
    part = f'--{boundary}\r\nContent-Disposition: form-data; name='
    body = f'{part}"model"\r\n\r\nany\r\n{part}"language"\r\n\r\nen\r\n{part}"file"; filename="a"\r\n\r\n'.encode()
    request = urllib.request.Request(
        f"{url}/v1/audio/transcriptions", body + audio + f"\r\n--{boundary}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)["text"]


async def measure(url, name, rows, gate):
    """(errors, words) of all recordings in one form."""

    async def one(row):
        async with gate:
            if name in LIVE:
                return word_errors.count(row["text"], await live(url, name, row["path"]))
            return word_errors.count(row["text"], await asyncio.to_thread(transcribe, url, name, row["path"]))

    counts = await asyncio.gather(*map(one, rows))
    return sum(errors for errors, _ in counts), sum(total for _, total in counts)


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    speech_manifest.add_arguments(parser)
    parser.add_argument("--url", required=True, help="a running server")
    parser.add_argument("--form", default="", help="only forms with this in their name, and the two they are measured against")
    parser.add_argument("--streams", type=int, default=2, help="recordings at once")
    arguments = parser.parse_args()
    rows, gate = speech_manifest.rows(arguments), asyncio.Semaphore(arguments.streams)
    names = [REFERENCE, TELEPHONE] + [
        name for name in [*LIVE, *FILES] if arguments.form in name and name not in (REFERENCE, TELEPHONE)]
    rates, beyond = {}, 0
    print(f"{len(rows)} recordings, {sum(float(row['duration_s']) for row in rows):.0f} s\n")
    print("| form | errors | WER % | against samples of its rate |\n| --- | --- | --- | --- |")
    for name in names:
        errors, total = await measure(arguments.url, name, rows, gate)
        rates[name] = 100 * errors / total
        change = rates[name] - rates[LIVE[name][2] if name in LIVE else REFERENCE]
        beyond += abs(change) > 1
        print(f"| {name} | {errors} of {total} | {rates[name]:.2f} | {change:+.2f} |", flush=True)
    print(f"\n{beyond} of {len(names)} forms differ by more than 1 %")
    sys.exit(1 if beyond else 0)


asyncio.run(main())
