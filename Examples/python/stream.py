#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Streams a recording to Steno at the pace of speech and prints the words as they come.

    pip install websockets
    python stream.py speech.wav
"""
import argparse
import array
import asyncio
import json
import sys
import time
import wave

import websockets

RATE = 16_000  # samples a second, mono
FRAME = RATE // 10  # 100 ms


async def send(socket, path, pace):
    """Sends 16-bit samples as float32, 100 ms a message; pace 1 is real time, 10 ten times as fast, 0 all at once."""
    start, sent = time.monotonic(), 0
    with wave.open(path) as file:
        while data := file.readframes(FRAME):
            await socket.send(array.array("f", (sample / 32768 for sample in array.array("h", data))).tobytes())
            sent += FRAME
            if pace:
                await asyncio.sleep(start + sent / RATE / pace - time.monotonic())
    await socket.send(json.dumps({"type": "stop"}))  # the server answers with the last final and closes


async def stream(path, url, pace):
    async with websockets.connect(url) as socket:
        sender = asyncio.create_task(send(socket, path, pace))
        transcript = ""
        async for message in socket:
            message = json.loads(message)
            if message["type"] in ("partial", "final"):
                print(f"{message['type']}: {message['text']}", flush=True)
                transcript = message.get("full_transcript", transcript)  # only finals have it
            elif message["type"] == "empty":
                print("empty", flush=True)  # the partial before held no words after all
            elif message["type"] == "error":
                sys.exit(f"The server reports: {message['message']}")
        sender.cancel()
        print(f"transcript: {transcript}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="a WAV file: 16 kHz, mono, 16 bits (ffmpeg -i IN -ar 16000 -ac 1 OUT.wav)")
    parser.add_argument("--url", default="ws://localhost:8765")
    parser.add_argument("--pace", type=float, default=1, help="speed: 1 is real time, 0 as fast as the server takes it")
    options = parser.parse_args()
    try:
        with wave.open(options.file) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
                parser.error(f"{options.file} is not 16 kHz, mono, 16 bits")
        asyncio.run(stream(options.file, options.url, options.pace))
    except wave.Error as error:
        parser.error(f"{options.file} is not a WAV file: {error}")
    except (OSError, websockets.WebSocketException) as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
