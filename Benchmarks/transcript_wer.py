# SPDX-License-Identifier: Apache-2.0

"""Word errors of transcripts: lines of file and text on standard input, against the texts of a manifest.

    engine-benchmark streaming … | python3 Benchmarks/transcript_wer.py MANIFEST
"""

import csv
import os
import sys

import word_errors

manifest = sys.argv[1]
with open(manifest, encoding="utf-8") as lines:
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    texts = {os.path.basename(row["file"]): row["text"] for row in rows}

errors = total = 0
worst = []
for line in sys.stdin:
    if line.startswith("#"):
        print(line.rstrip())
        continue
    file, _, text = line.rstrip("\n").partition("\t")
    wrong, words = word_errors.count(texts[os.path.basename(file)], text)
    errors, total = errors + wrong, total + words
    worst.append((wrong, os.path.basename(file), text))
print(f"{errors} errors in {total} words: {100 * errors / max(total, 1):.2f} %")
if "--worst" in sys.argv:
    for wrong, file, text in sorted(worst, reverse=True)[:10]:
        print(wrong, file, text)
