# SPDX-License-Identifier: Apache-2.0

"""kill -9 while twenty clients speak."""
import pathlib
import signal
import sqlite3
import tempfile
import threading
import unittest

from faults import Server, Speaker, open_session, recording, report, request, wait_until


class CrashTests(unittest.TestCase):
    def listen(self, session, seen):
        """Speaks and notes what comes, until the server is gone."""
        with session:
            seen["session"] = session.messages[0]["session"]
            with self.assertRaises(ConnectionError):
                session.send(recording())
                session.read_until("nothing of this type", 300)
            seen["finals"] = [message["text"] for message in session.messages if message["type"] == "final"]

    def test_the_journal_has_what_clients_have_seen(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="steno-journal-"))
        journal = pathlib.Path(folder) / "journal.sqlite"
        server = self.enterContext(Server("--journal", journal))
        clients = [{} for _ in range(20)]
        # All are there before any of them speaks and takes the machine's time.
        sessions = [open_session(server.url) for _ in clients]
        threads = [threading.Thread(target=self.listen, args=pair, daemon=True) for pair in zip(sessions, clients)]
        for thread in threads:
            thread.start()
        wait_until(lambda: server.metric("steno_finals_total") >= 20, "finals", 300)
        server.signal(signal.SIGKILL)
        server.wait()
        for thread in threads:
            thread.join(60)
        second = self.enterContext(Server("--journal", journal))
        Speaker(second.url).finish(self)
        kept = 0
        for seen in clients:
            if not seen.get("finals"):
                continue
            status, _, text = request(second.port, f"/v1/sessions/{seen['session']}?format=text")
            self.assertEqual(status, 200)
            self.assertEqual(text.splitlines()[:len(seen["finals"])], seen["finals"])
            kept += len(seen["finals"])
        self.assertGreater(kept, 0)
        second.close()
        with sqlite3.connect(journal) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        database.close()
        report("kill -9 during 20 streams", finals_seen_by_clients=kept, lost_from_the_journal=0)
