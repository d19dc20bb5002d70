#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who speaks when: errors of `steno speakers` on conversations composed of readers, and on meetings.

  speakers.py --manifest LIBRIVOX/manifest.tsv [--only en_read/] [--part test] [--meetings FOLDER] [--json OUT.json]

The manifest is tab-separated with a header: `file` (relative to it) and `speaker`, one clean reading or more of each. The readers
are halved: every other one, by name, is for `--part tune`, with which Steno's thresholds were set, the rest for `--part test`.
conversations.py says how a conversation comes about; conditions are clean, noise (pink, 10 dB), telephone and overlap (10 %).
Each conversation is labelled live (every utterance when it ends) and as a recording. `--meetings` names a folder of WAV files
and of RTTM files that say who speaks in them, such as tests/data in the source of pyannote-audio 4.0.7 (AMI and others, with overlap).

Given are the speakers found; of all speech the share that is mislabelled, missed and false, and their sum, the diarization error
rate, without the 0.25 s around each change and with them; the median and the slowest time from a new voice's first sound
to its first label, of voices that go on for two seconds; and the processor time for each second of speech. Needs numpy and ffmpeg, and `steno models pull speaker`.
"""

import argparse
import collections
import json
import pathlib
import random
import statistics
import subprocess
import tempfile
import wave

import numpy

import conversations
import speech_manifest
from speaker_errors import errors

RATE = conversations.RATE
CONDITIONS = ["clean", "noise", "telephone", "overlap"]
COUNTS = [1, 2, 3, 4, 6, 8]


def readers(arguments):
    """The samples of each reader of a part."""
    files = collections.defaultdict(list)
    for row in speech_manifest.rows(arguments):
        files[row["speaker"]].append(row["path"])
    names = sorted(files, key=lambda name: (len(name), name))[0 if arguments.part == "tune" else 1 :: 2]
    return {name: numpy.concatenate([conversations.samples(path) for path in files[name]]) for name in names}


def composed(arguments):
    """(condition, number of speakers, samples, speech) of each conversation; the same in every run."""
    voices = readers(arguments)
    for condition in arguments.conditions:
        for count in arguments.speakers:
            for index in range(arguments.conversations):
                seed = (0 if arguments.part == "tune" else 5000) + count * 100 + index
                chosen = random.Random(seed).sample(sorted(voices, key=int if all(map(str.isdigit, voices)) else str), count)
                audio, speech = conversations.compose(
                    {name: voices[name] for name in chosen}, seed, overlap=0.1 if condition == "overlap" else 0)
                if condition == "noise":
                    audio = conversations.noisy(audio, seed)
                if condition == "telephone":
                    audio = conversations.telephone(audio)
                yield condition, count, audio, speech


def meetings(folder):
    turns = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).glob("*.rttm")):
        for line in path.read_text(encoding="utf8").splitlines():
            fields = line.split()
            start = float(fields[3])
            turns[fields[1]].append((round(start * RATE), round((start + float(fields[4])) * RATE), fields[7]))
    for name, speech in turns.items():
        path = pathlib.Path(folder, f"{name}.wav")
        if path.exists():
            yield "meeting", 0, conversations.samples(path), speech


def found(steno, audio, live):
    """What `steno speakers` says: its turns, and the rest of the document."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes((numpy.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
        file.flush()
        command = [steno, "speakers", "--format", "json", *(["--live"] if live else []), file.name]
        document = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    turns = [(round(t["start"] * RATE), round(t["end"] * RATE), str(t["speaker"])) for t in document["turns"]]
    return turns, document


def first_labels(speech, turns, document):
    """Seconds from the start of each voice's first turn of 2 s or more to the first label of its own."""
    shown = {str(entry["speaker"]): entry["at"] for entry in document.get("first_shown") or []}
    times = []
    for name in {turn[2] for turn in speech}:
        own = [turn for turn in speech if turn[2] == name]
        first = next((turn for turn in own if turn[1] - turn[0] >= 2 * RATE), None)
        if first is None or first != own[0]:
            continue
        overlap = collections.Counter()
        for start, end, label in turns:
            overlap[label] += sum(max(0, min(end, turn[1]) - max(start, turn[0])) for turn in own)
        label = overlap.most_common(1)[0][0] if overlap else None
        if label in shown:
            times.append(max(0.0, shown[label] - first[0] / RATE))
    return times


class Row:
    """What is counted of a condition and a number of speakers."""

    def __init__(self):
        self.counts = {collar: collections.Counter() for collar in (0.25, 0.0)}
        self.speakers, self.firsts, self.processor, self.speech = [], [], 0.0, 0.0

    def add(self, speech, turns, document):
        for collar, counts in self.counts.items():
            counts.update(errors(speech, turns, collar))
        self.speakers.append(len({turn[2] for turn in turns}))
        self.firsts += first_labels(speech, turns, document)
        self.processor += document["processor_seconds"]
        self.speech += sum(end - start for start, end, _ in speech) / RATE

    def figures(self):
        figures = {"found": statistics.mean(self.speakers), "processor": self.processor / max(self.speech, 1e-9)}
        for collar, counts in self.counts.items():
            total = max(counts["speech"], 1e-9)
            shares = {name: counts[name] / total for name in ("mislabelled", "missed", "false")}
            figures[f"collar {collar}"] = shares | {"error": sum(shares.values())}
        if self.firsts:
            figures["first label"] = {"median": statistics.median(self.firsts), "slowest": max(self.firsts)}
        return figures

    def line(self, name):
        figures = self.figures()
        cells = []
        for collar in (0.25, 0.0):
            shares = figures[f"collar {collar}"]
            cells.append(" / ".join(f"{100 * shares[key]:.1f}" for key in ("mislabelled", "missed", "false", "error")))
        first = figures.get("first label")
        cells.append(f"{first['median']:.1f} / {first['slowest']:.1f}" if first else "")
        return f"| {name} | {figures['found']:.1f} | {' | '.join(cells)} | {1000 * figures['processor']:.1f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    speech_manifest.add_arguments(parser)
    parser.add_argument("--part", choices=["tune", "test"], default="test")
    parser.add_argument("--conditions", nargs="*", default=CONDITIONS, choices=CONDITIONS)
    parser.add_argument("--speakers", nargs="*", type=int, default=COUNTS)
    parser.add_argument("--conversations", type=int, default=6, help="of each kind")
    parser.add_argument("--meetings", help="a folder of WAV and RTTM files")
    parser.add_argument("--steno", default=str(pathlib.Path(__file__).resolve().parents[1] / ".build/release/steno"))
    parser.add_argument("--modes", nargs="*", default=["live", "recording"], choices=["live", "recording"])
    parser.add_argument("--json", help="write all figures to a file")
    arguments = parser.parse_args()
    rows = collections.OrderedDict()
    conversations_of = [composed(arguments)] + ([meetings(arguments.meetings)] if arguments.meetings else [])
    for kind in conversations_of:
        for condition, count, audio, speech in kind:
            for mode in arguments.modes:
                turns, document = found(arguments.steno, audio, mode == "live")
                rows.setdefault((mode, condition, count), Row()).add(speech, turns, document)
    print("| | found | mislabelled / missed / false / all %, collar 0.25 s | collar 0 | first label s | ms/s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for (mode, condition, count), row in sorted(rows.items(), key=lambda item: item[0][0]):
        print(row.line(f"{mode}, {condition}, {count}"))
    if arguments.json:
        document = [
            {"mode": mode, "condition": condition, "speakers": count} | row.figures()
            for (mode, condition, count), row in rows.items()
        ]
        pathlib.Path(arguments.json).write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
