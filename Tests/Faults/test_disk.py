# SPDX-License-Identifier: Apache-2.0

"""A journal on a disk that is full, and later is not."""
import os
import pathlib
import subprocess
import tempfile
import unittest

from faults import Server, Speaker, open_session, recording, report, request, wait_until

# A mount that only the server sees.
PRIVATE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--user", "--map-root-user"]


def can_mount():
    command = "mount -t tmpfs -o size=64k none /mnt"
    return subprocess.run([*PRIVATE, "sh", "-c", command], capture_output=True).returncode == 0


class DiskTests(unittest.TestCase):
    @unittest.skipUnless(can_mount(), "a small file system cannot be mounted here")
    def test_a_full_disk(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="steno-disk-"))
        server = self.enterContext(Server(
            "--journal", f"{folder}/journal", before=f"mount -t tmpfs -o size=512k none {folder};",
            shell=(*PRIVATE, "sh", "-c")))
        disk = pathlib.Path(f"/proc/{server.process.pid}/root{folder}")
        ballast = disk / "ballast"
        with self.assertRaises(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4_096)) == 4_096:
                pass
            raise OSError("full")
        audio = recording()
        with open_session(server.url) as session:
            session.send(audio)
            self.assertEqual(session.stop(), 1000)
            Speaker.check(self, session.words)
            name = session.messages[0]["session"]
        # A log that fits into what is left takes some more.
        for _ in range(40):
            if "cannot be written" in server.text:
                break
            Speaker(server.url).finish(self)
        self.assertEqual(server.text.count("cannot be written"), 1)
        speaker = Speaker(server.url)
        with open_session(server.url) as session:
            session.send(audio[:len(audio) // 8 * 4])
            session.read_until("speech_started")
            ballast.unlink()
            session.send(audio[len(audio) // 8 * 4:])
            self.assertEqual(session.stop(), 1000)
            during = session.messages[0]["session"]
            texts = [message["text"] for message in session.messages if message["type"] == "final"]
        speaker.finish(self)
        wait_until(lambda: "is written again" in server.text, "the log of it")
        for session in (name, during):
            status, _, text = request(server.port, f"/v1/sessions/{session}?format=text")
            self.assertEqual(status, 200, session)
        self.assertEqual(text.splitlines(), texts)
        report("a full disk", finals_lost=0)

