# SPDX-License-Identifier: Apache-2.0

"""Checks by the numbers of the specification, and the table of what came of them."""

import asyncio
import inspect
import sys
import time
import traceback

CHECKS = []


def check(number, what):
    """Makes a function, plain or async, the check of a number."""

    def note(function):
        CHECKS.append((number, what, function))
        return function

    return note


def chosen(only=None):
    """The checks whose numbers begin so; all where there is nothing to choose."""
    return [each for each in CHECKS if not only or any(each[0].startswith(name) for name in only)]


def run(server, only=None):
    """Runs the checks. Returns how many failed."""
    rows, failures = [], 0
    for number, what, function in chosen(only):
        start = time.monotonic()
        try:
            outcome = function(server)
            if inspect.isawaitable(outcome):
                outcome = asyncio.run(outcome)
            result = "yes"
        except Exception:
            traceback.print_exc()
            outcome, result = None, "**no**"
            failures += 1
        print(f"{number:6} {result:6} {time.monotonic() - start:5.1f} s  {outcome or ''}", file=sys.stderr)
        rows.append((number, what, result))
    show([("check", "what", "passes")] + [row for row in rows if " " not in row[0]])
    # Those of several dialects are one row, with a column for each.
    shared = [(*row[0].split(" ", 1), *row[1:]) for row in rows if " " in row[0]]
    dialects = list(dict.fromkeys(row[1] for row in shared))
    show([("check", "what", *dialects)] + [
        (number, what, *(" and ".join(sorted({row[3] for row in shared if (row[0], row[1], row[2]) == (number, each, what)}))
                         for each in dialects))
        for number, what in sorted(dict.fromkeys((row[0], row[2]) for row in shared), key=order)])
    return failures


def order(row):
    """SW-9 comes before SW-10."""
    name, _, number = row[0].partition("-")
    return name, int(number)


def show(rows):
    """Prints a table, of which the first row is the head."""
    for index, row in enumerate(rows if len(rows) > 1 else []):
        print("| " + " | ".join(row) + " |")
        if index == 0:
            print("| " + " | ".join(["---"] * len(row)) + " |")


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"
