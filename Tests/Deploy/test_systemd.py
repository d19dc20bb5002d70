# SPDX-License-Identifier: Apache-2.0

"""deploy/systemd/steno.service, as far as systemd can judge it without being the system's."""
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from client import request
from processes import ROOT, STENO, Steno

UNIT = ROOT / "deploy/systemd/steno.service"


class SystemdTests(unittest.TestCase):
    def analyze(self, *arguments):
        result = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr

    def test_unit_is_valid(self):
        with tempfile.TemporaryDirectory(prefix="steno-systemd-") as folder:
            unit = pathlib.Path(folder) / UNIT.name
            unit.write_text(UNIT.read_text().replace("/usr/local/bin/steno", STENO))
            self.assertEqual(self.analyze("verify", "--man=no", unit), (0, ""))

    def test_user_is_made(self):
        with tempfile.TemporaryDirectory(prefix="steno-systemd-") as folder:
            (pathlib.Path(folder) / "etc").mkdir()
            subprocess.run(
                ["systemd-sysusers", f"--root={folder}", UNIT.with_suffix(".sysusers")], check=True, capture_output=True)
            users = (pathlib.Path(folder) / "etc/passwd").read_text()
            self.assertRegex(users, r"(?m)^steno:.*:/var/lib/steno:/usr/sbin/nologin$")

    def test_unit_is_hardened(self):
        """Exposure of 1.5 at most, where 10 is everything."""
        status, text = self.analyze("security", "--offline=true", "--no-pager", "--threshold=15", UNIT)
        self.assertEqual(status, 0, text)

    def test_reload_of_nothing(self):
        """`systemctl reload` sends SIGHUP, which ends programs that do not expect it."""
        with Steno() as steno:
            steno.signal(signal.SIGHUP)
            time.sleep(0.3)
            self.assertEqual(request(steno.port, "/healthz")[0], 200)
