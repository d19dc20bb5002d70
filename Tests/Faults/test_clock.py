# SPDX-License-Identifier: Apache-2.0

"""A system clock that jumps, for the server alone: by libfaketime, which leaves the monotonic clocks as they are."""
import glob
import pathlib
import tempfile
import time
import unittest

from faults import Server, Session, Speaker, open_session, recording, report, wait_until

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)


@unittest.skipUnless(LIBRARY, "libfaketime is not installed: scripts/setup test")
class ClockTests(unittest.TestCase):
    def test_jumps_of_days(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="steno-clock-"))
        clock = pathlib.Path(folder) / "clock"
        clock.write_text("+0")
        # A shell before it: what the library adds to the environment of the first program moves that away from the
        # arguments, which Swift looks for beside it.
        server = self.enterContext(Server(
            "--max-session-minutes", 5, "--idle-timeout", 60, "--ping-interval", 1,
            "--journal", pathlib.Path(folder) / "journal", environment={
                "LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"}, before=":;"))
        speaker = Speaker(server.url)
        idle = self.enterContext(Session(server.url))
        audio = recording()
        pieces = [audio[start:start + 64_000] for start in range(0, len(audio), 64_000)]
        with open_session(server.url) as session:
            for number, piece in enumerate(pieces):
                session.send(piece)
                clock.write_text(["+3d", "-3d", "+400d", "+0"][number % 4])
                for each in (session, idle):
                    each.read_for(0.5)
            self.assertEqual(session.stop(), 1000)
            Speaker.check(self, session.words)
        # The server has seen the jumps: its log has the days.
        days = {line[:10] for line in server.text.splitlines() if line[:2] == "20"}
        idle.command("ping")
        idle.read_until("pong")
        self.assertEqual(idle.stop(), 1000)
        speaker.finish(self)
        clock.write_text("+3d")
        Speaker(server.url).finish(self)
        wait_until(lambda: time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86_400)) in server.text, "the log")
        report("clock jumps", days_in_the_log=len(days))
