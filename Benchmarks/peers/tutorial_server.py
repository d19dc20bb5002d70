#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The live server that a tutorial builds on faster-whisper: pieces of 3 s that share 0.5 s, each transcribed by itself.

  tutorial_server.py --model FOLDER [--port 9091] [--compute-type int8] [--parallel 2] [--beam 1]

It speaks the least of the Steno protocol: 16 kHz mono float32 samples in (16-bit integers with ?encoding=s16),
{"type":"final","text":…,"full_transcript":…} out, and {"type":"stop"} ends the session. No partials: a text every 2.5 s is all that the
loop has. The voice filter of faster-whisper is on. Transcriptions run in threads, --parallel of them at a time with one core each: on few
cores that gives more streams than all cores for one. Greedy by default, which costs least. Both are kinder than what tutorials do.
"""

import argparse
import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import numpy
import websockets
from faster_whisper import WhisperModel

RATE = 16_000
PIECE = 3 * RATE
OVERLAP = RATE // 2


class Transcriber:
    def __init__(self, arguments):
        self.language, self.beam = arguments.language, arguments.beam
        self.threads = ThreadPoolExecutor(arguments.parallel)
        self.model = WhisperModel(
            arguments.model,
            device="cpu",
            compute_type=arguments.compute_type,
            cpu_threads=1,
            num_workers=arguments.parallel,
        )

    def text(self, samples):
        segments, _ = self.model.transcribe(
            samples,
            language=self.language,
            beam_size=self.beam,
            vad_filter=True,
            condition_on_previous_text=False,
        )
        return " ".join(segment.text.strip() for segment in segments)

    async def transcribe(self, samples):
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.text, samples)


def samples(message, is_integer):
    if is_integer:
        return numpy.frombuffer(message, "<i2").astype(numpy.float32) / 32_768
    return numpy.frombuffer(message, "<f4")


async def session(socket, transcriber):
    audio, finals = numpy.empty(0, numpy.float32), []
    is_integer = "encoding=s16" in socket.request.path

    async def tell(piece):
        if text := await transcriber.transcribe(piece):
            finals.append(text)
            await socket.send(json.dumps({"type": "final", "text": text, "full_transcript": " ".join(finals)}))

    async for message in socket:
        if isinstance(message, str):
            if json.loads(message).get("type") == "stop":
                break
            continue
        audio = numpy.concatenate([audio, samples(message, is_integer)])
        while len(audio) >= PIECE:
            await tell(audio[:PIECE])
            audio = audio[PIECE - OVERLAP :]
    if len(audio) > OVERLAP:
        await tell(audio)


async def serve(arguments):
    transcriber = Transcriber(arguments)

    # Without a limit to its queue the server goes on reading while it transcribes.
    async def handler(socket):
        await session(socket, transcriber)

    async with websockets.serve(handler, "127.0.0.1", arguments.port, max_queue=None, ping_interval=None):
        print(f"listening on {arguments.port}", flush=True)
        await asyncio.get_running_loop().create_future()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a CTranslate2 folder")
    parser.add_argument("--port", type=int, default=9091)
    parser.add_argument("--language", default="en")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--parallel", type=int, default=2, help="transcriptions at a time")
    parser.add_argument("--beam", type=int, default=1)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
