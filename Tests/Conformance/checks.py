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
    print("| check | what | kept |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    return failures


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"
