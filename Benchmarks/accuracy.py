#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Word error rates of live transcription and of recordings, beside faster-whisper with beam 5, on the same files and weights.

  accuracy.py --manifest SPEECH/manifest.tsv [--only read/] [--model base] [--peer PYTHON] [--json OUT.json]

The manifest is tab-separated with a header: `file` (relative to it) and `text`; `condition`, `category` and `lang` group the
table if they are there. Texts are compared after Whisper's own normalization. Live means `engine-benchmark words`: a session on a
machine that always has time, with the default settings and partials every 500 ms. Needs `pip install whisper-normalizer` and
`swift build -c release -Xswiftc -enable-testing --product engine-benchmark`. With --peer, the Python of Benchmarks/peers/setup.
"""

import argparse
import collections
import csv
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys

from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

HERE = pathlib.Path(__file__).resolve().parent
NORMALIZERS = {"en": EnglishTextNormalizer()}
# Scored by characters: they write no spaces.
SPACELESS = {"ja", "zh", "th"}
PEER = """
import json, sys
from faster_whisper import WhisperModel, decode_audio
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=2)
for line in sys.stdin:
    file, language = json.loads(line)
    segments, info = model.transcribe(decode_audio(file), language=language, beam_size=int(sys.argv[2]))
    print(json.dumps({"file": file, "text": " ".join(segment.text for segment in segments)}), flush=True)
"""


def words(text, language):
    text = NORMALIZERS.get(language, BasicTextNormalizer())(text)
    return list(text.replace(" ", "")) if language in SPACELESS else text.split()


def errors(reference, hypothesis):
    row = list(range(len(hypothesis) + 1))
    for i, expected in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, found in enumerate(hypothesis, 1):
            diagonal, row[j] = row[j], min(diagonal + (expected != found), row[j] + 1, row[j - 1] + 1)
    return row[-1]


def seams(finals):
    """How often a final ends a sentence and the next goes on in small letters, and how many pairs there are."""
    pairs = list(zip(finals, finals[1:]))
    return sum(bool(re.search(r"[.!?]$", a)) and b[:1].islower() for a, b in pairs), len(pairs)


def steno(rows, arguments, *options):
    results = {}
    for language in sorted({row["language"] for row in rows}):
        files = [row["path"] for row in rows if row["language"] == language]
        asked = "auto" if arguments.detect else language
        command = [
            arguments.engine, "words", "--model", arguments.models + "/" + arguments.model, "--voice-activity",
            arguments.models + "/silero-vad/silero_vad_16k_op15.onnx", "--language", asked, *options,
            *arguments.options, *files]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        for line in map(json.loads, output.splitlines()):
            line["text"] = " ".join(final["text"] for final in line["finals"])
            results[line["file"]] = line
    return results


def peer(rows, arguments):
    lines = "".join(json.dumps([row["path"], row["language"]]) + "\n" for row in rows)
    command = [arguments.peer, "-c", PEER, arguments.models + "/" + arguments.model, "5"]
    output = subprocess.run(command, check=True, input=lines, stdout=subprocess.PIPE, text=True).stdout
    return {line["file"]: line for line in map(json.loads, output.splitlines())}


def interval(pairs, draws=2000):
    """95 % of error rates over drawn recordings."""
    chance = random.Random(1)
    rates = []
    for _ in range(draws):
        drawn = [chance.choice(pairs) for _ in pairs]
        rates.append(100 * sum(e for e, _ in drawn) / max(1, sum(n for _, n in drawn)))
    rates.sort()
    return rates[int(0.025 * draws)], rates[int(0.975 * draws)]


def read(arguments):
    root = pathlib.Path(arguments.manifest).resolve().parent
    rows = []
    with open(arguments.manifest, encoding="utf8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not row["file"].startswith(arguments.only) or not row["text"].strip() or "|||" in row["text"]:
                continue
            row["path"] = str(root / row["file"])
            row["language"] = (row.get("lang") or "en").split("-")[0]
            row["group"] = row.get("condition") or " ".join(filter(None, [row["language"], row.get("category")]))
            if arguments.group and not re.fullmatch(arguments.group, row["group"]):
                continue
            rows.append(row)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--only", default="", help="files whose names begin so")
    parser.add_argument("--group", help="groups that match this expression")
    parser.add_argument("--model", default="base")
    parser.add_argument("--models", default=os.path.expanduser("~/.cache/steno/models"), help="folder of models")
    parser.add_argument("--engine", default=str(HERE.parent / ".build/release/engine-benchmark"))
    parser.add_argument("--peer", help="a Python that has faster-whisper")
    parser.add_argument("--peer-texts", help="a report of --json whose texts of the peer are used again")
    parser.add_argument("--recordings", action="store_true", help="also as recordings are transcribed")
    parser.add_argument("--detect", action="store_true", help="let Steno detect the language")
    parser.add_argument("--json", help="where to write every text")
    parser.add_argument("--most", type=float, help="fail when the error rate of live transcription is higher")
    parser.add_argument("--options", nargs=argparse.REMAINDER, default=[], help="further ones of engine-benchmark words")
    arguments = parser.parse_args()
    rows = read(arguments)
    systems = {"live": steno(rows, arguments)}
    if arguments.recordings:
        systems["recordings"] = steno(rows, arguments, "--recording")
    if arguments.peer_texts:
        systems["faster-whisper"] = json.load(open(arguments.peer_texts, encoding="utf8"))["faster-whisper"]
    elif arguments.peer:
        systems["faster-whisper"] = peer(rows, arguments)
    groups = collections.OrderedDict()
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    groups["all"] = rows
    print("| set | words | " + " | ".join(systems) + " |")
    print("| --- | --- |" + " --- |" * len(systems))
    for name, group in groups.items():
        cells = []
        for texts in systems.values():
            pairs = []
            for row in group:
                reference = words(row["text"], row["language"])
                pairs.append((errors(reference, words(texts[row["path"]]["text"], row["language"])), len(reference)))
            total = sum(n for _, n in pairs)
            rate = 100 * sum(e for e, _ in pairs) / max(1, total)
            cells.append(f"{rate:.2f} [{interval(pairs)[0]:.1f}, {interval(pairs)[1]:.1f}]" if name == "all" else f"{rate:.2f}")
        print(f"| {name} | {total} | " + " | ".join(cells) + " |")
    lines = [systems["live"][row["path"]] for row in rows]
    delays = sorted(delay for line in lines for delay in line["delays"])
    broken = [seams([final["text"] for final in line["finals"]]) for line in lines]
    seconds = sum(line["seconds"] for line in lines)
    print()
    if delays:
        print(f"words stable before their final: {len(delays)}, {statistics.median(delays):.2f} s after their end (median), "
              f"{delays[int(0.9 * len(delays))]:.2f} s (90 %)")
    print(f"a full stop, then a small letter: {sum(b for b, _ in broken)} of {sum(n for _, n in broken)} seams")
    print(f"processor time: {sum(line['processorSeconds'] for line in lines) / seconds:.3f} s for each second of audio")
    if arguments.json:
        json.dump(systems, open(arguments.json, "w", encoding="utf8"), ensure_ascii=False, indent=1)
    if arguments.most is not None:
        pairs = [(row, words(row["text"], row["language"])) for row in rows]
        wrong = sum(errors(r, words(systems["live"][row["path"]]["text"], row["language"])) for row, r in pairs)
        rate = 100 * wrong / sum(len(r) for _, r in pairs)
        if rate > arguments.most:
            sys.exit(f"The error rate is {rate:.2f} %, more than {arguments.most:.2f} %.")


main()
