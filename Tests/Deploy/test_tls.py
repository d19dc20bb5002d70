# SPDX-License-Identifier: Apache-2.0

"""Steno's own TLS: sessions, certificates that change under way, peers that are none."""
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest
import warnings

from client import CACHE, Session, peer_may_leave, recording, request, trusting
from kennedy import is_kennedy
from processes import STENO, Certificate, Steno, wait_until


class TLSTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="steno-certificate-"))
        cls.certificate = Certificate(cls.folder)
        cls.steno = cls.enterClassContext(cls.serve(cls.certificate))
        cls.url = f"wss://localhost:{cls.steno.port}/"
        cls.audio = recording()

    @staticmethod
    def serve(certificate):
        return Steno("--tls-certificate", certificate.chain, "--tls-key", certificate.key)

    def connect(self, context):
        return context.wrap_socket(
            socket.create_connection(("127.0.0.1", self.steno.port), 30), server_hostname="localhost")

    def served_certificate(self):
        return ssl.get_server_certificate(("127.0.0.1", self.steno.port))

    def test_session_and_page(self):
        self.assertEqual(self.steno.scheme, "https")
        with Session(self.url, self.certificate) as session:
            session.send(self.audio)
            self.assertEqual(session.stop(), 1000)
            self.assertTrue(is_kennedy(session.text), session.text)
        status, _, body = request(self.steno.port, "/", self.certificate)
        self.assertEqual(status, 200)
        self.assertIn("<html", body)

    def test_versions_and_protocol(self):
        context = trusting(self.certificate)
        context.set_alpn_protocols(["h2", "http/1.1"])
        with self.connect(context) as connection:
            self.assertEqual(connection.selected_alpn_protocol(), "http/1.1")
            self.assertEqual(connection.version(), "TLSv1.3")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.connect(context) as connection:
            self.assertEqual(connection.version(), "TLSv1.2")
        old = trusting(self.certificate)
        old.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore"):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.connect(old)

    def test_handshake_on_a_used_connection(self):
        with self.connect(trusting(self.certificate)) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b""
            while not answer.endswith(b"ok\n"):
                answer += connection.recv(65_536)
            with Session(self.url.replace("wss", "ws"), sock=connection) as session:
                session.send(self.audio)
                self.assertEqual(session.stop(), 1000)
                self.assertTrue(is_kennedy(session.text), session.text)

    def renew(self):
        self.certificate.renew()
        self.steno.signal(signal.SIGHUP)
        wait_until(lambda: self.served_certificate() == self.certificate.chain.read_text(), "the new certificate")

    def test_new_certificate(self):
        with Session(self.url, self.certificate) as session:
            session.send(self.audio[:len(self.audio) // 8 * 4])
            session.read_until("speech_started")
            self.renew()
            session.send(self.audio[len(self.audio) // 8 * 4:])
            self.assertEqual(session.stop(), 1000)
            self.assertTrue(is_kennedy(session.text), session.text)

    def test_broken_certificate(self):
        self.addCleanup(self.renew)
        before = self.served_certificate()
        for damage in [lambda: self.certificate.chain.write_text("nonsense"), self.certificate.chain.unlink]:
            damage()
            count = self.steno.text.count("not loaded")
            self.steno.signal(signal.SIGHUP)
            wait_until(lambda: self.steno.text.count("not loaded") > count, "the log of a broken certificate")
            self.assertEqual(self.served_certificate(), before)
        self.assertIn(f"{self.certificate.chain} holds no certificate", self.steno.text)
        self.assertIn(f"{self.certificate.chain} cannot be read", self.steno.text)

    def test_end_of_the_server(self):
        with self.serve(self.certificate) as steno:
            with Session(f"wss://localhost:{steno.port}/", self.certificate) as session:
                session.send(self.audio)
                session.command("ping")
                session.read_until("pong")
                steno.signal(signal.SIGTERM)
                self.assertEqual(session.read_to_end(), 1001)
                self.assertTrue(is_kennedy(session.text), session.text)
            self.assertEqual(steno.wait(10), 0)

    def test_peers_that_speak_no_tls(self):
        before = self.steno.text
        for greeting in [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"x" * 70_000, b""]:
            connection = socket.create_connection(("127.0.0.1", self.steno.port), 30)
            with connection, peer_may_leave():
                connection.sendall(greeting)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65_536):
                    pass
        self.assertEqual(request(self.steno.port, "/healthz", self.certificate)[0], 200)
        self.assertNotIn(" error ", self.steno.text.removeprefix(before))

    def test_a_peer_that_vanishes(self):
        with Session(self.url, self.certificate) as session:
            session.socket.shutdown(socket.SHUT_RDWR)
            self.assertEqual(session.read_to_end(), 1006)
        self.assertEqual(request(self.steno.port, "/healthz", self.certificate)[0], 200)

    def stream(self, url, *options):
        return subprocess.run(
            [STENO, "stream", CACHE / "speech/jfk.wav", "--speed", "0", "--url", url, *options],
            capture_output=True, text=True, timeout=60)

    def test_our_client(self):
        for host in ["localhost", "127.0.0.1"]:
            result = self.stream(f"wss://{host}:{self.steno.port}", "--ca-certificate", self.certificate.chain)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertTrue(is_kennedy(result.stdout), result.stdout)

    def test_our_client_trusts_nobody_else(self):
        unknown = self.stream(self.url)
        self.assertEqual((unknown.returncode, unknown.stdout), (1, ""))
        self.assertIn("not trusted", unknown.stderr)
        other = Certificate(self.folder, "other", hosts="DNS:steno.example.org")
        with self.serve(other) as steno:
            for host in ["localhost", "127.0.0.1"]:
                result = self.stream(f"wss://{host}:{steno.port}", "--ca-certificate", other.chain)
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertIn("another host's", result.stderr)
        with Steno() as steno:
            result = self.stream(f"wss://127.0.0.1:{steno.port}")
            self.assertEqual(result.returncode, 1)
            self.assertIn("does not speak TLS", result.stderr)
