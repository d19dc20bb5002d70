#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients whose sessions are short and follow each other at once: how many are served, how many refused, and how late texts are.

  short_sessions.py --manifest SPEECH/manifest.tsv [--url ws://127.0.0.1:8765] [--clients 24] [--length 2] [--seconds 60]

Each client plays recordings in an order of its own, a session each, at the pace of speech in frames of 100 ms, and closes it with `stop`.
One that is refused asks again as long after as the server says. Recordings that are not wav need ffmpeg. Needs `pip install websockets`.
"""

import argparse
import asyncio
import json
import random
import subprocess
import time

import websockets

import speech_manifest

RATE, FRAME = 16000, 1600


def pcm(path):
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


async def session(url, audio):
    """The seconds from `stop` to the close, by which all is told, and whether there was a text; fails when the server tells an error."""
    async with websockets.connect(f"{url}/?encoding=s16&sample_rate={RATE}&language=en", max_size=None) as socket:

        async def send():
            begun = time.monotonic()
            for start in range(0, len(audio), 2 * FRAME):
                await socket.send(audio[start : start + 2 * FRAME])
                await asyncio.sleep(max(0, begun + (start / 2 + FRAME) / RATE - time.monotonic()))
            await socket.send(json.dumps({"type": "stop"}))
            return time.monotonic()

        sender = asyncio.create_task(send())
        messages = [json.loads(message) async for message in socket]
        closed, stopped = time.monotonic(), await sender
    if errors := [message for message in messages if message["type"] == "error"]:
        raise RuntimeError(errors[0])
    return closed - stopped, any(message["type"] == "final" for message in messages)


async def client(number, recordings, arguments, sessions, refusals):
    chance = random.Random(number)
    await asyncio.sleep(0.25 * number)
    end = time.monotonic() + arguments.seconds
    while time.monotonic() < end:
        audio = chance.choice(recordings)
        try:
            sessions.append((len(audio) / 2 / RATE, *await session(arguments.url, audio)))
        except websockets.exceptions.InvalidStatus as error:
            if error.response.status_code != 503:
                raise
            refusals.append(error)
            await asyncio.sleep(float(error.response.headers["Retry-After"]))


def report(sessions, refusals):
    waits = sorted(wait for _, wait, _ in sessions)
    quantiles = [waits[min(len(waits) - 1, int(share * len(waits)))] for share in (0.5, 0.95, 0.99, 1)]
    length = sum(length for length, _, _ in sessions) / len(sessions)
    print(f"{len(sessions)} sessions of {length:.1f} s on average, {sum(not told for *_, told in sessions)} of them without a text")
    print(f"{len(refusals)} refusals")
    print("from stop to close: " + " / ".join(f"{wait:.2f}" for wait in quantiles) + " s (p50 / p95 / p99 / longest)")


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    speech_manifest.add_arguments(parser)
    parser.add_argument("--url", default="ws://127.0.0.1:8765", help="a running server")
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--length", type=float, help="only the first seconds of each recording")
    parser.add_argument("--seconds", type=float, default=60, help="no session begins later than that")
    arguments = parser.parse_args()
    samples = None if arguments.length is None else int(arguments.length * RATE)
    recordings = [pcm(row["path"])[: samples and 2 * samples] for row in speech_manifest.rows(arguments)]
    sessions, refusals = [], []
    await asyncio.gather(*(client(k, recordings, arguments, sessions, refusals) for k in range(arguments.clients)))
    report(sessions, refusals)


asyncio.run(main())
