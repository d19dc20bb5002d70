# SPDX-License-Identifier: Apache-2.0

"""A line a check, and a count at the end."""
import traceback

from devtools import Timeout


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def that(self, what, fact, found=None):
        """One fact; `found` is shown when it does not hold."""
        if fact:
            self.passed += 1
            print(f"ok    {what}", flush=True)
        else:
            self.failed += 1
            print(f"FAIL  {what}" + ("" if found is None else f": found {found!r}"), flush=True)
        return bool(fact)

    def part(self, name, run, *arguments):
        """A part of the test; what it throws fails it and leaves the others to run."""
        print(f"-- {name}", flush=True)
        try:
            run(*arguments)
        except Timeout as timeout:
            self.that(name, False, str(timeout))
        except Exception:
            self.that(name, False, traceback.format_exc())

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
