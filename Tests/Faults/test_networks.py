# SPDX-License-Identifier: Apache-2.0

"""Networks that fall silent."""
import pathlib
import sys
import time
import unittest

from faults import Server, Session, Speaker, open_session, plain, recording, report, wait_until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))
from relay import Relay  # noqa: E402


class SilentRelay(Relay):
    """Carries bytes until it is told to lose them; the sockets stay open."""

    is_silent = False

    def _carry(self, one, other):
        try:
            while data := one.recv(65_536):
                if not self.is_silent:
                    other.sendall(data)
        except OSError:
            pass


class NetworkTests(unittest.TestCase):
    def test_half_open_sockets(self):
        server = self.enterContext(Server("--ping-interval", 1, "--resume-timeout", 60))
        relay = SilentRelay("127.0.0.1", server.port)
        audio = recording()
        half = len(audio) // 8 * 4
        lost = [self.enterContext(open_session(f"ws://127.0.0.1:{relay.port}/")) for _ in range(5)]
        for session in lost:
            session.send(audio[:half])
            session.read_until("speech_started", 120)
        speaker = Speaker(server.url)
        relay.is_silent = True
        start = time.monotonic()
        wait_until(lambda: len(self.established(server)) <= 1, "the end of the silent connections", 60)
        seconds = time.monotonic() - start
        # One of them comes back by another way, and has lost nothing.
        first = lost[0].messages[0]
        last = max((message.get("seq", 0) for message in lost[0].messages), default=0)
        query = f"resume={first['session']}&resume_token={first['resume_token']}&last_event={last}"
        with Session(f"{server.url}?{query}", first="resumed") as session:
            session.send(audio[session.messages[0]["sample"] * 4:])
            self.assertEqual(session.stop(), 1000)
            before = [m["text"] for m in lost[0].messages if m["type"] == "final"]
            after = [m["text"] for m in session.messages if m["type"] == "final"]
            Speaker.check(self, plain(" ".join(before + after)))
        speaker.finish(self)
        relay.cut()
        report("5 half-open sockets", all_given_up_after_s=f"{seconds:.1f}")

    @staticmethod
    def established(server):
        """The server's connections, by their other ends."""
        lines = pathlib.Path(f"/proc/{server.process.pid}/net/tcp").read_text().splitlines()[1:]
        inodes = set()
        for entry in pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir():
            try:
                target = str(entry.readlink())
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
        fields = (line.split() for line in lines)
        return [entry[2] for entry in fields if entry[3] == "01" and entry[9] in inodes]

