# SPDX-License-Identifier: Apache-2.0

"""Whom Steno takes a client for behind nginx, and what it refuses there."""
import pathlib
import subprocess
import tempfile
import unittest

from websockets.exceptions import InvalidStatus

from client import Session, recording, request
from kennedy import is_kennedy
from processes import STENO, Certificate, Nginx, Steno


class ClientTests(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="steno-certificate-"))
        self.certificate = Certificate(self.folder)

    def serve(self, *options):
        steno = self.enterContext(Steno("--trusted-proxy", "127.0.0.1", *options))
        self.nginx = self.enterContext(Nginx(self.certificate, [steno.port]))

    def open(self, address="127.0.0.1", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        session = Session(
            f"wss://localhost:{self.nginx.https}/", self.certificate, address, headers=headers)
        self.addCleanup(session.close)
        return session

    def refusal(self, address="127.0.0.1", **headers):
        with self.assertRaises(InvalidStatus) as refusal:
            self.open(address, **headers)
        return refusal.exception.response

    def test_limit_of_each_address(self):
        self.serve("--max-sessions-per-address", "1")
        first = self.open("127.0.0.2")
        for forged in [{}, {"X_Forwarded_For": "192.0.2.1"}, {"Forwarded": "for=192.0.2.1"}]:
            response = self.refusal("127.0.0.2", **forged)
            self.assertEqual(response.status_code, 429)
            self.assertIn("Retry-After", response.headers)
            self.assertIn(b"address_session_limit", response.body)
        # Others have their own, also if they claim to be the first.
        self.assertEqual(self.open("127.0.0.3", X_Forwarded_For="127.0.0.2").stop(), 1000)
        self.assertEqual(first.stop(), 1000)
        self.assertEqual(self.open("127.0.0.2").stop(), 1000)

    def test_keys(self):
        keys = pathlib.Path(self.folder) / "keys.json"
        create = subprocess.run(
            [STENO, "keys", "create", "web", "--keys", keys], check=True, capture_output=True, text=True)
        key = create.stdout.split()[-1]
        self.serve("--keys", keys)
        response = self.refusal()
        self.assertEqual((response.status_code, response.headers["WWW-Authenticate"].split()[0]), (401, "Bearer"))
        session = self.open(Authorization=f"Bearer {key}")
        session.send(recording())
        self.assertEqual(session.stop(), 1000)
        self.assertTrue(is_kennedy(session.text), session.text)
        # The name that browsers show is nginx's: pages from there may use it, others may not.
        origin = f"https://localhost:{self.nginx.https}"
        self.assertEqual(self.open(Authorization=f"Bearer {key}", Origin=origin).stop(), 1000)
        self.assertEqual(self.refusal(Authorization=f"Bearer {key}", Origin="https://evil.example").status_code, 403)
        self.assertEqual(request(self.nginx.https, "/readyz", self.certificate)[0], 200)
