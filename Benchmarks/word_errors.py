# SPDX-License-Identifier: Apache-2.0

"""Word errors between a reference and a hypothesis, after normalizing case, punctuation, numbers and titles."""

import re

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
TITLES = {"mr": "mister", "mrs": "missus", "dr": "doctor", "st": "saint"}


def spoken(number):
    """A whole number below a million in words."""
    if number < 20:
        return [UNITS[number]]
    if number < 100:
        return [TENS[number // 10 - 2]] + (spoken(number % 10) if number % 10 else [])
    if number < 1000:
        return spoken(number // 100) + ["hundred"] + (spoken(number % 100) if number % 100 else [])
    return spoken(number // 1000) + ["thousand"] + (spoken(number % 1000) if number % 1000 else [])


def words(text):
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text.lower().replace("’", "'").replace("&", " and "))
    found = []
    for word in re.findall(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*", text):
        if word.isdigit() and int(word) < 1_000_000:
            found += spoken(int(word))
        else:
            found.append(TITLES.get(word, word))
    return found


def count(reference, hypothesis):
    """(errors, words of the reference)"""
    reference, hypothesis = words(reference), words(hypothesis)
    row = list(range(len(hypothesis) + 1))
    for i, expected in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, heard in enumerate(hypothesis, 1):
            diagonal, row[j] = row[j], min(diagonal + (expected != heard), row[j] + 1, row[j - 1] + 1)
    return row[-1], len(reference)
