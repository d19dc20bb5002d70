#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows what is said into the microphone, until Ctrl+C.

    pip install websockets sounddevice      (on Debian also: apt install libportaudio2)
    python microphone.py
"""
import argparse
import asyncio
import json
import sys

import sounddevice
import websockets

RATE = 16_000  # samples a second, mono


async def send(socket, frames):
    while (frame := await frames.get()) is not None:
        await socket.send(frame)
    await socket.send(json.dumps({"type": "stop"}))  # the server answers with the last final and closes


async def show(socket):
    async for message in socket:
        message = json.loads(message)
        if message["type"] == "partial":
            print(f"\r\033[K{message['text']}", end="", flush=True)
        elif message["type"] == "final":
            print(f"\r\033[K{message['text']}", flush=True)
        elif message["type"] == "empty":  # no words after all
            print("\r\033[K", end="", flush=True)
        elif message["type"] == "error":
            sys.exit(f"The server reports: {message['message']}")


async def listen(url, device, seconds):
    loop = asyncio.get_running_loop()
    frames = asyncio.Queue()

    def heard(data, count, moment, status):  # on the audio thread
        loop.call_soon_threadsafe(frames.put_nowait, bytes(data))

    async with websockets.connect(url) as socket:
        sender = asyncio.create_task(send(socket, frames))
        with sounddevice.RawInputStream(RATE, RATE // 10, device, 1, "float32", callback=heard):
            shower = asyncio.create_task(show(socket))
            try:
                await asyncio.wait_for(asyncio.shield(shower), seconds)
            except (asyncio.TimeoutError, asyncio.CancelledError):
                asyncio.current_task().uncancel()
        frames.put_nowait(None)
        await asyncio.gather(sender, shower)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="ws://localhost:8765")
    parser.add_argument("--device", help="name or number; python -m sounddevice lists them")
    parser.add_argument("--seconds", type=float, help="stop by itself")
    options = parser.parse_args()
    device = int(options.device) if (options.device or "").isdigit() else options.device
    try:
        asyncio.run(listen(options.url, device, options.seconds))
    except (OSError, ValueError, sounddevice.PortAudioError, websockets.WebSocketException) as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
