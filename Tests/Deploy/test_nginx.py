# SPDX-License-Identifier: Apache-2.0

"""deploy/nginx/steno.conf in a real nginx, with TLS, in front of a real server."""
import contextlib
import http.server
import json
import signal
import socket
import socketserver
import tempfile
import threading
import unittest

from websockets.exceptions import InvalidStatus

from client import Session, recording, request, trusting
from kennedy import is_kennedy
from processes import Certificate, Nginx, Steno, wait_until


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the header fields of the request."""

    def do_GET(self):
        body = json.dumps(list(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class NginxTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="steno-certificate-"))
        cls.certificate = Certificate(folder)
        cls.steno = cls.enterClassContext(Steno())
        cls.nginx = cls.enterClassContext(Nginx(cls.certificate, [cls.steno.port]))
        cls.url = f"wss://localhost:{cls.nginx.https}/"
        cls.audio = recording()

    def get(self, path, **options):
        return request(self.nginx.https, path, self.certificate, **options)

    def test_speech_becomes_text(self):
        with Session(self.url, self.certificate) as session:
            session.send(self.audio)
            self.assertEqual(session.stop(), 1000)
            self.assertTrue(is_kennedy(session.text), session.text)

    def test_page_and_checks(self):
        status, headers, body = self.get("/")
        self.assertEqual(status, 200)
        self.assertIn("<html", body)
        self.assertIn("max-age", headers["Strict-Transport-Security"])
        self.assertEqual(self.get("/healthz")[::2], (200, "ok\n"))
        self.assertEqual(self.get("/readyz")[0], 200)

    def test_metrics_are_hidden_however_the_path_is_written(self):
        for path in ["/metrics", "/metrics/", "//metrics", "/metrics//", "/./metrics", "/x/../metrics", "/%6detrics",
                     "/metrics%2f", "/metrics?x=1", "/METRICS", "/metrics/x", "/metrics/.", "/metrics;x", "/metrics%00"]:
            status, _, body = self.get(path)
            self.assertIn(status, [400, 404], path)
            self.assertNotIn("steno_", body, path)

    def test_http_leads_to_https(self):
        status, headers, _ = request(self.nginx.http, "/ws/transcribe?language=en")
        self.assertEqual((status, headers["Location"]), (301, "https://127.0.0.1/ws/transcribe?language=en"))

    def test_handshake_on_a_used_connection(self):
        """As browsers do that keep the page's connection; nginx does the same with its own to the server."""
        with trusting(self.certificate).wrap_socket(
            socket.create_connection(("127.0.0.1", self.nginx.https), 30), server_hostname="localhost"
        ) as connection:
            for _ in range(2):
                connection.sendall(b"GET /icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answer = b""
                while not answer.endswith(b"</svg>\n"):
                    answer += connection.recv(65_536)
                self.assertTrue(answer.startswith(b"HTTP/1.1 200"))
            with Session(f"ws://localhost:{self.nginx.https}/", sock=connection) as session:
                session.send(self.audio)
                self.assertEqual(session.stop(), 1000)
                self.assertTrue(is_kennedy(session.text), session.text)

    def test_other_upgrades_end_at_nginx(self):
        status, headers, _ = self.get("/healthz", headers={"Upgrade": "h2c", "Connection": "Upgrade"})
        self.assertEqual((status, headers["Upgrade"]), (200, None))

    def test_too_many_connections_from_one_address(self):
        """With two instead of twenty, since a busy machine may refuse twenty sessions by itself."""
        few = {"limit_conn steno_clients 20": "limit_conn steno_clients 2"}
        with Nginx(self.certificate, [self.steno.port], replacing=few) as nginx, contextlib.ExitStack() as sessions:
            def connect(address, **options):
                url = f"wss://localhost:{nginx.https}/"
                return sessions.enter_context(Session(url, self.certificate, address, **options))

            def get(path):
                return request(nginx.https, path, self.certificate, address="127.0.0.2")[0]

            first, _ = connect("127.0.0.2"), connect("127.0.0.2")
            with self.assertRaises(InvalidStatus) as refusal:
                connect("127.0.0.2")
            response = refusal.exception.response
            self.assertEqual((response.status_code, response.headers["Retry-After"]), (429, "10"))
            self.assertIn(b"Too many connections", response.body)
            self.assertEqual((get("/"), get("/readyz")), (429, 200))
            # Others are not affected, whatever they claim to be.
            self.assertEqual(connect("127.0.0.3", headers={"X-Forwarded-For": "127.0.0.2"}).stop(), 1000)
            self.assertEqual(first.stop(), 1000)
            wait_until(lambda: get("/") == 200, "a free place")

    def test_what_the_server_is_told_of_a_client(self):
        """Nothing that the client made up. A server that repeats what it is sent stands in for Steno."""
        forged = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http", "Forwarded": "for=192.0.2.1"}
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as echo:
            threading.Thread(target=echo.serve_forever, daemon=True).start()
            with Nginx(self.certificate, [echo.server_address[1]]) as nginx:
                _, _, body = request(nginx.https, "/", self.certificate, headers=forged, address="127.0.0.9")
            echo.shutdown()
        told = {name.lower(): value for name, value in json.loads(body)}
        self.assertEqual(told["x-forwarded-for"], "127.0.0.9")
        self.assertEqual(told["x-forwarded-proto"], "https")
        self.assertEqual(told["host"], f"localhost:{nginx.https}")
        self.assertNotIn("forwarded", told)

    def test_bodies_are_limited(self):
        self.assertEqual(self.get("/", method="POST", headers={"Content-Length": "30000000"})[0], 413)

    def test_long_silence(self):
        """What Steno's pings are for: nginx cuts off whatever is silent for longer than its time."""
        short = {"proxy_read_timeout 5m": "proxy_read_timeout 1s"}
        with Steno("--ping-interval", "0.3") as steno, Nginx(self.certificate, [steno.port], replacing=short) as nginx:
            with Session(f"wss://localhost:{nginx.https}/", self.certificate) as session:
                session.read_for(3)
                session.send(self.audio)
                self.assertEqual(session.stop(), 1000)
                self.assertTrue(is_kennedy(session.text), session.text)
        with Nginx(self.certificate, [self.steno.port], replacing=short) as nginx:
            with Session(f"wss://localhost:{nginx.https}/", self.certificate) as session:
                self.assertEqual(session.read_to_end(5), 1006)

    def test_tokens_are_not_logged(self):
        self.get("/healthz-not?token=secret")
        wait_until(lambda: "/healthz-not" in self.nginx.log("steno.log"), "the access log")
        self.assertNotIn("secret", self.nginx.log("steno.log"))

    def test_reload_keeps_sessions(self):
        with Session(self.url, self.certificate) as session:
            middle = len(self.audio) // 2 // 4 * 4
            session.send(self.audio[:middle])
            session.read_until("speech_started")
            self.nginx.reload()
            with Session(self.url, self.certificate) as newer:
                self.assertEqual(newer.stop(), 1000)
            session.send(self.audio[middle:])
            self.assertEqual(session.stop(), 1000)
            self.assertTrue(is_kennedy(session.text), session.text)

    def test_end_of_the_server(self):
        """What was said is told, then 1001; newcomers are told to come back."""
        with Steno() as steno, Nginx(self.certificate, [steno.port]) as nginx:
            url = f"wss://localhost:{nginx.https}/"
            with Session(url, self.certificate) as session:
                session.send(self.audio)
                # Messages are answered in order: then all audio is with the server, and not still on its way.
                session.command("ping")
                session.read_until("pong")
                steno.signal(signal.SIGTERM)
                self.assertEqual(session.read_to_end(), 1001)
                self.assertTrue(is_kennedy(session.text), session.text)
                self.assertEqual(session.messages[-1]["code"], "server_shutdown")
            self.assertEqual(steno.wait(), 0)
            with self.assertRaises(InvalidStatus) as refusal:
                Session(url, self.certificate)
            response = refusal.exception.response
            self.assertEqual((response.status_code, response.headers["Retry-After"]), (503, "5"))
