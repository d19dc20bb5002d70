# SPDX-License-Identifier: Apache-2.0

"""deploy/nginx/cluster.conf: two instances behind one address."""
import collections
import re
import signal
import tempfile
import unittest

from client import Session, recording, request
from kennedy import is_kennedy
from processes import Certificate, Nginx, Steno, wait_until


class ClusterTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="steno-certificate-"))
        cls.certificate = Certificate(folder)
        cls.stenos = [cls.enterClassContext(Steno()) for _ in range(2)]
        cls.audio = recording()

    def setUp(self):
        self.serve_by(self.stenos)

    def serve_by(self, stenos):
        self.nginx = self.enterContext(Nginx(self.certificate, [steno.port for steno in stenos], "cluster.conf"))

    def open(self):
        session = Session(f"wss://localhost:{self.nginx.https}/", self.certificate)
        self.addCleanup(session.close)
        return session

    def served(self, count):
        """Ports of the instances that served the first sessions, as often as they did."""
        entries = wait_until(
            lambda: (found := re.findall(r'"GET /" 101 .* 127\.0\.0\.1:(\d+) "', self.nginx.log("steno.log")))
            and len(found) >= count and found, "the log of the sessions")
        return collections.Counter(int(port) for port in entries)

    def test_sessions_go_where_the_fewest_are(self):
        sessions = [self.open() for _ in range(4)]
        for session in sessions:
            self.assertEqual(session.stop(), 1000)
        self.assertEqual(self.served(4), {steno.port: 2 for steno in self.stenos})

    def test_an_instance_that_is_taken_out_keeps_its_sessions(self):
        session = self.open()
        session.send(self.audio[:len(self.audio) // 8 * 4])
        session.read_until("speech_started")
        self.nginx.replacing = {"10.0.0.11:8765": "10.0.0.11:8765 down"}
        self.nginx.write()
        self.nginx.reload()
        newcomers = [self.open() for _ in range(3)]
        for newcomer in newcomers:
            self.assertEqual(newcomer.stop(), 1000)
        self.assertEqual(self.served(3), {self.stenos[1].port: 3})
        session.send(self.audio[len(self.audio) // 8 * 4:])
        self.assertEqual(session.stop(), 1000)
        self.assertTrue(is_kennedy(session.text), session.text)
        self.assertEqual(self.served(4), {self.stenos[0].port: 1, self.stenos[1].port: 3})

    def test_an_instance_that_stops_tells_what_was_said_and_the_other_goes_on(self):
        leaving = self.enterContext(Steno())
        self.serve_by([leaving, self.stenos[1]])
        sessions = [self.open() for _ in range(2)]
        for session in sessions:
            session.send(self.audio)
            session.read_until("speech_started")
        leaving.signal(signal.SIGTERM)
        # Whoever connects now gets the other instance, whether the first refuses or has left.
        for _ in range(3):
            self.assertEqual(request(self.nginx.https, "/readyz", self.certificate)[0], 200)
            self.assertEqual(self.open().stop(), 1000)
        codes = [sessions[0].read_to_end(), sessions[1].stop()]
        for session in sessions:
            self.assertTrue(is_kennedy(session.text), session.text)
        self.assertEqual(codes, [1001, 1000])
