#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Errors on rare words and on all other words, without hot words, with them, and with the same list as a prompt.

  hot_words.py --manifest SPEECH/manifest.tsv [--only read/] [--pool OTHER/manifest.tsv] [--model base] [--json OUT.json]

The manifest is tab-separated with a header: `file` (relative to it) and `text`; `utterance`, if it is there, names recordings of the
same text. The list of a recording is its rare words, those outside of the 5,000 most frequent, and as many distractors: rare
words of other texts, also of those of --pool. Errors on listed words are those that were missed, and those inserted; what
is wrong otherwise is an error on other words (Le et al. 2021, "Contextualized Streaming End-to-End Speech Recognition"). Needs
`pip install whisper-normalizer wordfreq` and `swift build -c release -Xswiftc -enable-testing --product engine-benchmark`.
"""

import argparse
import csv
import json
import os
import pathlib
import random
import subprocess
import tempfile

import wordfreq
from whisper_normalizer.english import EnglishTextNormalizer

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("STENO_CACHE", pathlib.Path.home() / ".cache/steno")) / "models"
normalize = EnglishTextNormalizer()
frequent = set(wordfreq.top_n_list("en", 5_000))


def rows(manifest):
    with open(manifest, encoding="utf8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def rare(text):
    """The rare words of a text that normalization leaves alone, so that they can be found again."""
    words = {word for word in text.lower().split() if word.isalpha() and len(word) > 2}
    return {word for word in words if word not in frequent and normalize(word) == word}


def aligned(reference, hypothesis):
    """Pairs of words with the fewest errors; None where one is missing."""
    table = [list(range(len(hypothesis) + 1))]
    for i, expected in enumerate(reference, 1):
        row = [i]
        for j, found in enumerate(hypothesis, 1):
            row.append(min(table[-1][j - 1] + (expected != found), table[-1][j] + 1, row[-1] + 1))
        table.append(row)
    i, j, pairs = len(reference), len(hypothesis), []
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + (reference[i - 1] != hypothesis[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((reference[i], hypothesis[j]))
        elif i and table[i][j] == table[i - 1][j] + 1:
            i -= 1
            pairs.append((reference[i], None))
        else:
            j -= 1
            pairs.append((None, hypothesis[j]))
    return pairs[::-1]


def text_of(line):
    return " ".join(final["text"] for final in line["finals"])


class Count:
    """Errors of a run over all recordings."""

    def __init__(self):
        self.listed = self.missed = self.inserted = self.others = self.wrong = 0
        self.processor = self.seconds = 0.0

    def add(self, text, line, targets, words):
        found = normalize(text_of(line)).split()
        for expected, heard in aligned(normalize(text).split(), found):
            if expected in targets:
                self.listed += 1
                self.missed += heard != expected
            else:
                self.others += expected is not None
                if heard != expected:
                    # A listed word in the place of another: one error on the other word, one on the listed one.
                    self.wrong += expected is not None or heard not in words
                    self.inserted += heard in words
        self.processor += line["processorSeconds"]
        self.seconds += line["seconds"]

    def __str__(self):
        errors = self.missed + self.inserted
        return (
            f"| {self.missed} of {self.listed} | {self.inserted} | {100 * errors / self.listed:.1f} % "
            f"| {100 * self.wrong / self.others:.2f} % | {self.processor / self.seconds:.3f} s |"
        )


def run(arguments, recordings, folder, options):
    """The lines of `engine-benchmark words`, by file; as many processes as asked for."""
    engine = arguments.engine or HERE.parent / ".build/release/engine-benchmark"
    model = arguments.model if "/" in arguments.model else CACHE / arguments.model
    command = [engine, "words", "--model", model, "--voice-activity", CACHE / "silero-vad/silero_vad_16k_op15.onnx"]
    command += ["--threads", "1", "--time", "0"] + options + arguments.options.split()
    if folder:
        command += ["--hot-words", folder]
    processes = [
        subprocess.Popen(
            list(map(str, command + recordings[part :: arguments.processes])), stdout=subprocess.PIPE, text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1"})
        for part in range(arguments.processes)
    ]
    lines = [json.loads(line) for process in processes for line in process.communicate()[0].splitlines()]
    assert len(lines) == len(recordings), "engine-benchmark failed"
    return {line["file"]: line for line in lines}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="", help="files whose name contains it")
    parser.add_argument("--pool", type=pathlib.Path, nargs="*", default=[], help="manifests of further distractors")
    parser.add_argument("--distractors", type=int, nargs="*", default=[100, 500])
    parser.add_argument("--strength", nargs="*", default=["1"])
    parser.add_argument("--prompt", action="store_true", help="also give the lists as prompts")
    parser.add_argument("--model", default="base", help="a name, or a folder")
    parser.add_argument("--engine", type=pathlib.Path, help="another engine-benchmark")
    parser.add_argument("--options", default="", help="further options of engine-benchmark words")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-baseline", action="store_true")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    manifest = [row for row in rows(arguments.manifest) if arguments.only in row["file"]]
    files = [str(arguments.manifest.parent / row["file"]) for row in manifest]
    texts = [row["text"] for row in manifest]
    texts += [row["text"] for pool in arguments.pool for row in rows(pool) if row.get("lang", "en") == "en"]
    pool = sorted(set().union(*map(rare, texts)))
    print(f"{len(files)} recordings, {len(pool)} rare words to draw from.\n")
    print("| | missed | inserted | errors on listed words | errors on other words | processor time for a second |")
    print("| --- | --- | --- | --- | --- | --- |")
    results = {}
    baseline = None if arguments.no_baseline else run(arguments, files, None, [])
    for number in arguments.distractors:
        lists = {}
        with tempfile.TemporaryDirectory() as folder:
            for row, file in zip(manifest, files):
                targets = rare(row["text"])
                # The same for all recordings of a text.
                chance = random.Random(row.get("utterance") or row["file"])
                others = [word for word in pool if word not in targets]
                words = sorted(targets | set(chance.sample(others, min(number, len(others)))))
                chance.shuffle(words)
                lists[file] = (targets, set(words))
                (pathlib.Path(folder) / f"{pathlib.Path(file).stem}.txt").write_text("\n".join(words) + "\n")
            runs = {} if baseline is None else {"none": baseline}
            if arguments.prompt:
                runs["prompt"] = run(arguments, files, folder, ["--as-prompt"])
            for strength in arguments.strength:
                runs[f"strength {strength}"] = run(arguments, files, folder, ["--strength", strength])
        for name, lines in runs.items():
            count = Count()
            for row, file in zip(manifest, files):
                count.add(row["text"], lines[file], *lists[file])
            results[f"{number} {name}"] = vars(count) | {"texts": {file: text_of(lines[file]) for file in files}}
            print(f"| {number}, {name} {count}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
