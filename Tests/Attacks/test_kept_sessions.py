# SPDX-License-Identifier: Apache-2.0

"""Sessions that wait for their clients, which one client breaks by the hundred."""
import pathlib
import subprocess
import tempfile
import time
import unittest

from attacks import STENO, Server, Session, frame, open_session, recording, report, shake_hands, undisturbed, wait_until

SPEECH = recording()


class KeptSessionTests(unittest.TestCase):
    def resume(self, server, ready, address="127.0.0.1", headers=None):
        query = f"resume={ready['session']}&resume_token={ready['resume_token']}&last_event=0"
        with Session(f"{server.url}?{query}", first="resumed", address=address, headers=headers) as session:
            return session.messages[0]

    def break_many(self, server, count, headers=None, speech=b"\0\0\0\0", waits_for=None):
        """Opens sessions that begin to speak, and cuts them."""
        for _ in range(count):
            connection, _ = shake_hands(server.port, headers=headers)
            for start in range(0, len(speech), 32_000):
                connection.sendall(frame(speech[start:start + 32_000], 2))
            connection.close()

    def test_one_address_pushes_nobody_else_out(self):
        for options, count in [(["--max-kept-sessions", 50], 220), ([], 220)]:
            server = self.enterContext(Server("--max-sessions", 400, *options))
            with undisturbed(self, server, f"{count} broken sessions"):
                with Session(server.url, address="127.0.0.2") as alice:
                    alice.send(SPEECH[:64_000 * 2])
                    alice.read_until("speech_started")
                    # The answer says that all before it was read: what was not is lost with the connection.
                    alice.command("ping")
                    alice.read_until("pong")
                    ready = alice.messages[0]
                self.break_many(server, count)
                time.sleep(0.5)
                resumed = self.resume(server, ready, "127.0.0.2")
                self.assertEqual(resumed["sample"], len(SPEECH[:64_000 * 2]) // 4)
            server.close()

    def test_one_key_pushes_nobody_else_out(self):
        keys = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="steno-keys-"))) / "keys.json"
        secrets = {}
        for name in ["alice", "bob"]:
            output = subprocess.run(
                [STENO, "keys", "create", name, "--keys", keys], check=True, capture_output=True, text=True).stdout
            secrets[name] = {"Authorization": "Bearer " + next(word for word in output.split() if word.startswith("steno_"))}
        server = self.enterContext(Server("--keys", keys, "--max-kept-sessions", 20))
        with Session(server.url, headers=secrets["alice"]) as alice:
            alice.send(SPEECH[:64_000 * 2])
            alice.read_until("speech_started")
            ready = alice.messages[0]
        # Bob's have something to say that he did not hear.
        self.break_many(server, 40, secrets["bob"], SPEECH[:64_000 * 2])
        time.sleep(0.5)
        self.resume(server, ready, headers=secrets["alice"])

    def test_what_has_finals_to_deliver_is_kept_longer(self):
        server = self.enterContext(Server("--max-kept-sessions", 10))
        session = open_session(server.url)
        session.send(SPEECH)
        session.command("flush")
        # Not read: the final is on its way, or not sent yet.
        finals = server.metric("steno_finals_total")
        session.close()
        wait_until(lambda: server.metric("steno_finals_total") > finals, "a final")
        self.break_many(server, 30)
        time.sleep(0.5)
        resumed = self.resume(server, session.messages[0])
        report("resumed after 30 broken sessions", sample=resumed["sample"])
