#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Word error rate of live transcription against the same model over the full window.

  streaming_wer.py --manifest SPEECH/manifest.tsv [--url ws://127.0.0.1:8765] [--steno .build/release/steno --model base]

The manifest is tab-separated with a header; `file` (relative to it) and `text` are used. Every recording goes through the socket of a
running server in frames of 100 ms and is closed with `stop`; the finals joined are its text. With --steno the same files go through
`steno transcribe --full-window` as well. Recordings that are not wav need ffmpeg. Needs `pip install websockets`.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time

import websockets

import speech_manifest
import word_errors


def pcm(path):
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-ar", "16000", "-ac", "1", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


async def stream(url, audio, speed):
    """All messages of the server, and the seconds it took to close after `stop`."""
    begun, messages, stopped = time.monotonic(), [], 0
    async with websockets.connect(url, max_size=None) as socket:

        async def send():
            for index in range(0, len(audio), 6400):
                await socket.send(audio[index : index + 6400])
                due = begun + (index + 6400) / 64000 / speed
                await asyncio.sleep(max(0, due - time.monotonic()))
            nonlocal stopped
            stopped = time.monotonic()
            await socket.send(json.dumps({"type": "stop"}))

        sender = asyncio.create_task(send())
        async for message in socket:
            messages.append(json.loads(message))
        await sender
    return messages, time.monotonic() - stopped


async def streamed(rows, arguments):
    """The text of every recording as the server gives it."""
    gate, texts, waits = asyncio.Semaphore(arguments.streams), [None] * len(rows), []

    async def one(index, row):
        async with gate:
            # Speakers do not all begin in the same instant.
            await asyncio.sleep(0.25 * index if index < arguments.streams else 0)
            address = f"{arguments.url}/?language={arguments.language}"
            messages, wait = await stream(address, pcm(row["path"]), arguments.speed)
        failures = [m for m in messages if m["type"] == "error"]
        if failures:
            sys.exit(f"{row['file']}: {failures[0]}")
        texts[index] = " ".join(m["text"] for m in messages if m["type"] == "final")
        waits.append(wait)
        print(f"\r{len(waits)} of {len(rows)}", end="", file=sys.stderr)

    await asyncio.gather(*(one(index, row) for index, row in enumerate(rows)))
    waits.sort()
    print(file=sys.stderr)
    print(f"from stop to close: median {waits[len(waits) // 2]:.2f} s, longest {waits[-1]:.2f} s")
    return texts


def full_window(rows, arguments):
    """The text of every recording by `steno transcribe --full-window`."""
    command = [arguments.steno, "transcribe", "--full-window", "--model", arguments.model]
    command += ["--language", arguments.language, "--format", "json"] + [row["path"] for row in rows]
    results = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return [result["text"] for result in (results if len(rows) > 1 else [results])]


def report(name, rows, texts, output):
    counts = [word_errors.count(row["text"], text) for row, text in zip(rows, texts)]
    errors, total = sum(c[0] for c in counts), sum(c[1] for c in counts)
    print(f"{name}: {errors} errors in {total} words of {len(rows)} recordings, WER {100 * errors / total:.2f} %")
    if output:
        with open(f"{output}.{name.replace(' ', '-')}.tsv", "w", encoding="utf8") as file:
            for row, text, (wrong, of) in zip(rows, texts, counts):
                file.write(f"{row['file']}\t{wrong}\t{of}\t{row['text']}\t{text}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    speech_manifest.add_arguments(parser)
    parser.add_argument("--url", help="a running server; without it nothing is streamed")
    parser.add_argument("--speed", type=float, default=1, help="1 is real time")
    parser.add_argument("--streams", type=int, default=1, help="recordings at once")
    parser.add_argument("--language", default="en")
    parser.add_argument("--steno", help="the program, to transcribe over the full window")
    parser.add_argument("--model", default="base")
    parser.add_argument("--output", help="prefix of TSV files with every text")
    arguments = parser.parse_args()
    rows = speech_manifest.rows(arguments)
    if arguments.url:
        report("streaming", rows, asyncio.run(streamed(rows, arguments)), arguments.output)
    if arguments.steno:
        report("full window", rows, full_window(rows, arguments), arguments.output)


main()
