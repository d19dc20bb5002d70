#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plain faster-whisper on whole recordings: the words that the model gets right when it has all the time, and what that costs.

  offline.py --model FOLDER --manifest SPEECH/manifest.tsv [--only en_read] [--limit 40] [--compute-type int8] [--threads 2]

Prints JSON: recordings, words, errors, error_rate, processor_seconds_per_audio_second, realtime_factor, peak_memory.
"""

import argparse
import json
import os
import resource
import sys
import time

from faster_whisper import WhisperModel, decode_audio

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import speech_manifest  # noqa: E402
import word_errors  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a CTranslate2 folder")
    speech_manifest.add_arguments(parser)
    parser.add_argument("--language", default="en")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--beam", type=int, default=5, help="faster-whisper's default")
    arguments = parser.parse_args()
    model = WhisperModel(
        arguments.model, device="cpu", compute_type=arguments.compute_type, cpu_threads=arguments.threads
    )
    recordings = [(decode_audio(row["path"]), row["text"]) for row in speech_manifest.rows(arguments)]

    def text(samples):
        segments, _ = model.transcribe(samples, language=arguments.language, beam_size=arguments.beam)
        return " ".join(segment.text for segment in segments)

    text(recordings[0][0])  # the first call loads and allocates
    processor, wall = time.process_time(), time.monotonic()
    heard = [text(samples) for samples, _ in recordings]
    processor, wall = time.process_time() - processor, time.monotonic() - wall
    counts = [word_errors.count(said, text) for (_, said), text in zip(recordings, heard)]
    errors, words = (sum(count[place] for count in counts) for place in (0, 1))
    seconds = sum(len(samples) for samples, _ in recordings) / 16_000
    report = {
        "recordings": len(recordings),
        "audio_seconds": seconds,
        "words": words,
        "errors": errors,
        "error_rate": errors / words,
        "processor_seconds_per_audio_second": processor / seconds,
        "realtime_factor": wall / seconds,
        "peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    json.dump(report, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
