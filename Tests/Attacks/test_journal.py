# SPDX-License-Identifier: Apache-2.0

"""A journal that others lock, delete, cut or replace."""
import json
import pathlib
import signal
import sqlite3
import tempfile
import time
import unittest

from attacks import Server, Session, open_session, recording, report, request, undisturbed, wait_until

SPEECH = recording()[:16_000 * 4 * 3]


class JournalTests(unittest.TestCase):
    def setUp(self):
        self.path = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="steno-journal-"))) / "journal.sqlite"
        self.server = self.enterContext(Server("--journal", self.path))

    def speak(self, session):
        """Says something, and returns its finals and how long they took."""
        session.messages[1:] = []
        session.send(SPEECH)
        flushed = time.monotonic()
        session.command("flush")
        session.read_until("flushed", 60)
        return [m["text"] for m in session.messages if m["type"] == "final"], time.monotonic() - flushed

    def transcript(self, session, server=None):
        status, _, text = request((server or self.server).port, f"/v1/sessions/{session.messages[0]['session']}?format=text")
        return text.splitlines() if status == 200 else status

    def readiness(self):
        return json.loads(request(self.server.port, "/readyz")[2])

    def test_a_locked_journal(self):
        sessions = [self.enterContext(open_session(self.server.url)) for _ in range(3)]
        said = {id(session): self.speak(session)[0] for session in sessions}
        lock = sqlite3.connect(self.path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        longest = 0
        with undisturbed(self, self.server, "a locked journal"):
            for _ in range(3):
                for session in sessions:
                    texts, seconds = self.speak(session)
                    said[id(session)] += texts
                    longest = max(longest, seconds)
            self.assertEqual(self.server.metric("steno_journal_up"), 0)
            self.assertGreater(self.server.metric("steno_journal_waiting"), 0)
            self.assertEqual(self.readiness()["warnings"][0]["code"], "journal_failing")
            self.assertEqual(self.readiness()["status"], "ready")
        lock.execute("COMMIT")
        lock.close()
        wait_until(lambda: "is written again" in self.server.text, "the log of it", 10)
        wait_until(lambda: self.server.metric("steno_journal_waiting") == 0, "all to be written", 10)
        for session in sessions:
            self.assertEqual(self.transcript(session), said[id(session)])
        self.assertEqual(self.server.metric("steno_journal_lost_total"), 0)
        self.assertEqual(self.server.metric("steno_journal_up"), 1)
        self.assertNotIn("warnings", self.readiness())
        report("a locked journal", final_at_most_s=f"{longest:.2f}")

    def test_a_lock_at_the_end_of_the_server(self):
        """What waits is written if the lock goes in time."""
        session = self.enterContext(open_session(self.server.url))
        lock = sqlite3.connect(self.path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        texts, _ = self.speak(session)
        self.assertEqual(session.stop(), 1000)
        self.server.signal(signal.SIGTERM)
        time.sleep(0.5)
        lock.execute("COMMIT")
        self.server.wait()
        second = self.enterContext(Server("--journal", self.path))
        self.assertEqual(self.transcript(session, second), texts)

    def disturb(self, what, disturb, keeps=False):
        """`keeps`: whether what was said before is kept; None if that depends on how much SQLite had in its log."""
        with self.subTest(what), undisturbed(self, self.server, f"a journal that is {what}"):
            before = self.server.metric("steno_journal_replaced_total")
            session = self.enterContext(open_session(self.server.url))
            first, _ = self.speak(session)
            disturb()
            second, seconds = self.speak(session)
            self.assertLess(seconds, 2)
            wait_until(lambda: self.transcript(session) != 404, "the session in the new file", 5)
            # Never from a file that is gone.
            transcript = self.transcript(session)
            if keeps is None:
                self.assertIn(transcript, [second, first + second])
            else:
                self.assertEqual(transcript, first + second if keeps else second)
            with sqlite3.connect(self.path) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
                count = database.execute(
                    "SELECT count(*) FROM final WHERE session = ?", [session.messages[0]["session"]]).fetchone()[0]
            self.assertEqual(count, len(transcript))
            database.close()
            if not keeps:
                wait_until(lambda: self.server.metric("steno_journal_replaced_total") == before + 1, "the metric", 5)
            third, _ = self.speak(session)
            self.assertEqual(self.transcript(session)[-len(third):], third)
            session.stop()

    def remove(self, *ends):
        for end in ends:
            pathlib.Path(f"{self.path}{end}").unlink(missing_ok=True)

    def test_a_journal_that_is_disturbed(self):
        self.disturb("deleted", lambda: self.remove("", "-wal", "-shm"))
        self.disturb("deleted without its log", lambda: self.remove(""))
        self.disturb("moved", lambda: self.path.rename(f"{self.path}.old"))
        self.disturb("cut", lambda: self.path.open("w").close(), keeps=None)
        self.disturb("robbed of its log", lambda: self.remove("-wal"), keeps=True)

        def replace():
            other = pathlib.Path(f"{self.path}.new")
            sqlite3.connect(other).close()
            other.rename(self.path)
        self.disturb("replaced", replace)
        self.assertIn("was deleted", self.server.text)
        self.assertIn("was replaced", self.server.text)

    def test_a_journal_that_is_deleted_while_nobody_speaks(self):
        self.remove("", "-wal", "-shm")
        wait_until(lambda: self.server.metric("steno_journal_replaced_total") == 1, "the server to notice", 5)
        self.assertTrue(self.path.exists())

    def test_a_journal_that_becomes_garbage(self):
        session = self.enterContext(open_session(self.server.url))
        self.speak(session)
        with undisturbed(self, self.server, "a journal that becomes garbage"):
            garbage = pathlib.Path(f"{self.path}.garbage")
            garbage.write_bytes(b"garbage" * 1_000)
            garbage.rename(self.path)
            texts, seconds = self.speak(session)
            self.assertLess(seconds, 2)
            self.assertEqual(self.transcript(session), 500)
            self.assertEqual(self.server.metric("steno_journal_up"), 0)
            self.assertEqual(self.path.read_bytes(), b"garbage" * 1_000)
            self.path.unlink()
            wait_until(lambda: self.server.metric("steno_journal_up") == 1, "a new file", 5)
            self.assertEqual(self.transcript(session), texts)
