#!/usr/bin/env python3
"""Word error rates of the compute types over recordings that have texts.

  compute_type_wer.py --manifest SPEECH/manifest.tsv --model FOLDER [--category read] [--count 40]
                      [--program .build/release/engine-benchmark]

The manifest is tab-separated with a header; `file` (relative to it), `text` and `category` are used.
"""

import argparse
import collections
import csv
import os
import subprocess

import word_errors

parser = argparse.ArgumentParser()
parser.add_argument("--manifest", required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--category", default="read")
parser.add_argument("--count", type=int, default=40)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--program", default=".build/release/engine-benchmark")
arguments = parser.parse_args()

folder = os.path.dirname(arguments.manifest)
with open(arguments.manifest, newline="") as file:
    rows = [row for row in csv.DictReader(file, delimiter="\t") if row["category"] == arguments.category]
texts = {os.path.join(folder, row["file"]): row["text"] for row in rows[: arguments.count]}
command = [arguments.program, "transcripts", "--model", arguments.model, "--threads", str(arguments.threads), *texts]
output = subprocess.run(command, check=True, capture_output=True, text=True).stdout

errors, words = collections.Counter(), collections.Counter()
for line in output.splitlines():
    kind, path, text = line.split("\t")
    wrong, total = word_errors.count(texts[path], text)
    errors[kind] += wrong
    words[kind] += total
for kind in errors:
    print(f"{kind}: {100 * errors[kind] / words[kind]:.2f} % of {words[kind]} words in {len(texts)} recordings")
