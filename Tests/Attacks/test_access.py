# SPDX-License-Identifier: Apache-2.0

"""Keys that change hands, names that are pointed here, paths that are written otherwise, files that are pipes."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

from attacks import STENO, HANDSHAKE, Program, Server, Session, connect, handshake, recording, request, wait_until
from processes import Certificate, Steno

ALICE, BOB = "a" * 32, "b" * 32


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def status_of(port, request_bytes):
    connection = connect(port)
    connection.sendall(request_bytes)
    answer = connection.recv(65_536)
    connection.close()
    return int(answer.split()[1])


class AccessTests(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="steno-attack-")))

    def serve(self, keys, *options):
        return Server("--journal", self.folder / "journal.db", *options, environment={"STENO_API_KEYS": keys})

    def test_neighbour_of_a_removed_key_inherits_nothing(self):
        """Bare keys were owners by their place: after STENO_API_KEYS=A,B became B, B read A's transcripts."""
        secret = self.folder / "secret"
        secret.write_bytes(os.urandom(32))
        with self.serve(f"{ALICE},{BOB}", "--token-secret", secret) as server:
            with Session(server.url, headers=bearer(ALICE)) as session:
                session.send(recording())
                session.stop()
            path = f"/v1/sessions/{session.messages[0]['session']}"
            self.assertEqual(request(server.port, path, headers=bearer(ALICE))[0], 200)
            self.assertEqual(request(server.port, path, headers=bearer(BOB))[0], 404)
            _, _, answer = request(
                server.port, "/v1/tokens", method="POST", body='{"expires_in": 600}', headers=bearer(ALICE))
            token = json.loads(answer)["token"]
            self.assertEqual(request(server.port, "/v1/models", headers=bearer(token))[0], 200)
        for keys in [BOB, f"{BOB},{'c' * 32}"]:
            with self.serve(keys, "--token-secret", secret) as server:
                self.assertEqual(request(server.port, path, headers=bearer(BOB))[0], 404)
                self.assertEqual(request(server.port, "/v1/models", headers=bearer(token))[0], 401)
        # Wherever A stands, what is A's is A's.
        with self.serve(f"{BOB},{ALICE}", "--token-secret", secret) as server:
            self.assertEqual(request(server.port, path, headers=bearer(ALICE))[0], 200)
            self.assertEqual(request(server.port, "/v1/models", headers=bearer(token))[0], 200)

    def test_name_keeps_its_transcripts_when_its_key_is_exchanged(self):
        with self.serve(f"web={ALICE}") as server:
            with Session(server.url, headers=bearer(ALICE)) as session:
                session.send(recording())
                session.stop()
            path = f"/v1/sessions/{session.messages[0]['session']}"
        with self.serve(f"web={BOB}") as server:
            self.assertEqual(request(server.port, path, headers=bearer(BOB))[0], 200)
            self.assertEqual(request(server.port, path, headers=bearer(ALICE))[0], 401)

    def test_names_that_are_pointed_here(self):
        """A page of evil.example whose name is 127.0.0.1 by now: its GET requests have no Origin."""
        ports = ["--vosk-port", "0", "--whisperlive-port", "0"]
        with Server(*ports) as server:
            others = [int(line.rsplit(":", 1)[1]) for line in server.text.splitlines() if "clients connect to" in line]
            self.assertEqual(len(others), 2)
            for port in [server.port, *others]:
                for host in ["evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "localhost.evil.example",
                             "localhost.", "127.0.0.1@evil.example", "evil.example#localhost"]:
                    for path in ["/", "/metrics", "/v1/models", "/v1/sessions/x", "/healthz", "/sample.wav"]:
                        head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
                        self.assertIn(status_of(port, head), [400, 403], (port, host, path))
                    shaken = HANDSHAKE.replace(b"Host: localhost", f"Host: {host}".encode())
                    self.assertIn(status_of(port, shaken), [400, 403], (port, host))
                    absolute = f"GET http://localhost/metrics HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
                    self.assertIn(status_of(port, absolute), [400, 403], (port, host))
            for host in ["localhost", f"127.0.0.1:{server.port}", "[::1]", "steno.localhost:1", "192.0.2.1"]:
                self.assertEqual(status_of(server.port, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()), 200, host)

    def test_proxy_of_an_allowed_name(self):
        with Server("--allow-origin", "https://app.example") as server:
            for host, status in [("app.example", 200), ("app.example:8443", 200), ("evil.example", 403)]:
                self.assertEqual(status_of(server.port, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()), status)

    def test_paths_written_otherwise(self):
        """Without a key, whatever the path looks like, nothing but a refusal; the metrics have one path only."""
        offers = {"Sec-WebSocket-Protocol": "realtime, token", "Origin": "http://localhost"}
        with self.serve(ALICE) as server:
            for path in ["/v1/models/x/v1/realtime", "/v1/realtime/", "//v1/realtime", "/v1/%72ealtime", "/V1/REALTIME",
                         "/openai/v1/v1/realtime", "/v1/listen/", "/healthz/", "//healthz", "/app.js/", "/metrics/",
                         "/v1/models/v1/realtime?x=/v1/realtime", "/%2e%2e/metrics", "/healthz/../metrics"]:
                self.assertIn(status_of(server.port, handshake(path, offers)), [400, 401], path)
                head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                self.assertIn(status_of(server.port, head), [400, 401], path)
            for path in ["/metrics/", "//metrics", "/metrics//", "/%6detrics", "/METRICS", "/./metrics"]:
                self.assertEqual(request(server.port, path, headers=bearer(ALICE))[0], 404, path)
            self.assertEqual(request(server.port, "/metrics", headers=bearer(ALICE))[0], 200)

    def test_body_without_a_limit(self):
        """The fields of a handshake on a POST took the limit of bodies away."""
        with Server("--max-body-bytes", "1000") as server:
            for upgrade in ["", "Connection: upgrade\r\nUpgrade: websocket\r\n"]:
                for length in ["Content-Length: 5000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1388\r\n"]:
                    head = (
                        f"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\n{upgrade}"
                        f"Content-Type: multipart/form-data; boundary=b\r\n{length}").encode()
                    self.assertEqual(status_of(server.port, head + bytes(5_000)), 413, (upgrade, length))

    def test_pipe_in_the_place_of_keys_and_certificate(self):
        """A reload waited for a writer, and all later ones with it."""
        keys, pipe = self.folder / "keys.json", self.folder / "pipe"
        subprocess.run([STENO, "keys", "create", "one", "--keys", keys], check=True, capture_output=True)
        certificate = Certificate(self.folder)
        options = ["--keys", keys, "--tls-certificate", certificate.chain, "--tls-key", certificate.key]
        with Steno("--log-level", "info", *options) as server:
            for path in [keys, certificate.chain, certificate.key]:
                content = path.read_bytes()
                path.unlink()
                os.mkfifo(path)
                failures = server.text.count("not a plain file")
                server.signal(signal.SIGHUP)
                wait_until(lambda: server.text.count("not a plain file") > failures, f"the complaint of {path.name}", 10)
                path.unlink()
                path.write_bytes(content)
                reloads = server.text.count("Keys reloaded")
                server.signal(signal.SIGHUP)
                wait_until(lambda: server.text.count("Keys reloaded") > reloads, "the next reload", 10)

    def test_suites_without_forward_secrecy(self):
        certificate = Certificate(self.folder)
        with Steno("--tls-certificate", certificate.chain, "--tls-key", certificate.key) as server:
            def shakes_hands(*options):
                result = subprocess.run(
                    ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *options], input=b"", capture_output=True)
                return b"Verify return code" in result.stdout and b"Cipher is (NONE)" not in result.stdout

            for suite in ["AES128-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"]:
                self.assertFalse(shakes_hands("-tls1_2", "-cipher", suite), suite)
            self.assertTrue(shakes_hands("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"))
            self.assertTrue(shakes_hands("-tls1_3"))

    def test_misspelt_variable_keeps_the_server_from_starting(self):
        for name, nearest in [("STENO_KEY", "STENO_KEYS"), ("STENO_API_KYES", "STENO_API_KEYS"), ("STENO_NOSUCH", None)]:
            with Program([STENO, "serve", "--port", "0"], {name: "1"}) as program:
                self.assertEqual(program.wait(), 1)
                self.assertIn(name, program.text)
                self.assertIn(f"Did you mean {nearest}?" if nearest else "--print-config", program.text)

    def test_answers_that_browsers_might_guess_at(self):
        with Server() as server:
            for path in ["/", "/healthz", "/metrics", "/sample.wav", "/v1/models", "/nothing", "/v1/sessions/x"]:
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
                connection.request("GET", path)
                self.assertEqual(connection.getresponse().headers["X-Content-Type-Options"], "nosniff", path)
                connection.close()
            policy = request(server.port, "/")[1]["Content-Security-Policy"]
            self.assertIn("connect-src 'self';", policy)


if __name__ == "__main__":
    unittest.main()
