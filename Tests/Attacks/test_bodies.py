# SPDX-License-Identifier: Apache-2.0

"""Bodies of requests that trickle."""
import time
import unittest

from attacks import Server, Speaker, connect, recording, report, request, undisturbed, wait_until

PATHS = {
    "/v1/audio/transcriptions": b"Content-Type: multipart/form-data; boundary=x\r\n",
    "/v1/listen": b"Content-Type: audio/wav\r\n",
    "/v1/tokens": b"Content-Type: application/json\r\n",
    "/v1/realtime/client_secrets": b"Content-Type: application/json\r\n",
}


class BodyTests(unittest.TestCase):
    def trickle(self, server, path):
        connection = connect(server.port)
        self.addCleanup(connection.close)
        connection.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n".encode() + PATHS[path] + b"\r\n-")
        return connection

    def test_a_trickling_body_holds_no_session(self):
        server = self.enterContext(Server("--max-sessions", 5))
        connections = [self.trickle(server, path) for path in ["/v1/audio/transcriptions", "/v1/listen"] for _ in range(10)]
        start = time.monotonic()
        with undisturbed(self, server, "20 trickling recordings"):
            self.assertEqual(request(server.port, "/readyz")[0], 200)
            Speaker(server.url).finish(self)
        # Nor a connection for ever.
        others = [self.trickle(server, path) for path in PATHS]
        for connection in [*connections, *others]:
            connection.settimeout(45)
        answers = []
        for connection in others:
            answer = b""
            while more := self.receive(connection):
                answer += more
            answers.append(answer.split(b"\r\n")[0].decode())
        seconds = time.monotonic() - start
        report("trickling bodies", answered_after_s=f"{seconds:.0f}", answers=answers)
        self.assertTrue(all(" 408 " in answer for answer in answers), answers)
        for connection in connections:
            while self.receive(connection):
                pass

    def test_a_long_body_that_is_refused_is_taken_to_its_end(self):
        """Many clients read the answer when they have sent all, also where the connection ends with it."""
        server = self.enterContext(Server())
        body = b"--x\r\nX: " + b"y" * (20 << 20)
        for field in ["close", "keep-alive"]:
            with self.subTest(field):
                connection = connect(server.port)
                self.addCleanup(connection.close)
                connection.sendall(
                    f"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\nConnection: {field}\r\n"
                    f"Content-Length: {len(body)}\r\n".encode() + PATHS["/v1/audio/transcriptions"] + b"\r\n" + body)
                self.assertIn(b" 400 ", connection.recv(4_096))

    def test_chunks_of_few_bytes(self):
        """Three MB in chunks of ten bytes, and as many of one byte."""
        server = self.enterContext(Server())
        head = b"POST /v1/listen HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        for size in [10, 1]:
            body = (b"%x\r\n" % size + b"a" * size + b"\r\n") * 300_000 + b"0\r\n\r\n"
            with self.subTest(size), undisturbed(self, server, f"chunks of {size} bytes"):
                connection = connect(server.port)
                self.addCleanup(connection.close)
                connection.sendall(head + body)
                self.assertIn(b" 400 ", connection.recv(4_096))

    def test_a_slow_body_is_taken(self):
        """Slow, but not as slow as that."""
        server = self.enterContext(Server())
        audio = b"RIFF" + bytes(40_000)
        connection = connect(server.port)
        self.addCleanup(connection.close)
        connection.sendall(f"POST /v1/listen HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(audio)}\r\n\r\n".encode())
        for start in range(0, len(audio), 5_000):
            connection.sendall(audio[start:start + 5_000])
            time.sleep(0.5)
        self.assertIn(b" 400 ", connection.recv(4_096))

    @staticmethod
    def receive(connection):
        try:
            return connection.recv(65_536)
        except ConnectionError:
            return b""
