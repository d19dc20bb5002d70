# SPDX-License-Identifier: Apache-2.0

"""JSON, and other text of clients, that takes more time to read than to send: nested, endless, made of marks."""
import json
import threading
import time
import unittest
import urllib.parse

from attacks import Bystander, Server, connect, handshake, large_frame, open_session, report, request, shake_hands

PING_LIMIT = 0.1


def nested(depth, opening="[", closing="]"):
    return opening * depth + closing * depth


def many(size):
    """Nested values side by side, none deeper than Foundation's limit."""
    return "[" + ",".join([nested(500)] * max(1, size // 1_001)) + "]"


MARKS = "\u0301\u0316"
VALUES = {
    "3 KB of brackets": many(3_000), "60 KB of brackets": many(60_000), "900 KB of brackets": many(900_000),
    "open brackets": "[" * 900_000, "open objects": '{"a":' * 150_000, "objects": "[" + ",".join(['{"a":{}}'] * 100_000) + "]",
    "empty lists": "[" + ",".join(["[]"] * 300_000) + "]", "a text of marks": json.dumps("a" + MARKS * 200_000, ensure_ascii=False),
    "names of marks": "{" + ",".join(f'"{number}{MARKS * 200}":1' for number in range(1_000)) + "}",
    "a name of marks": '{"a' + MARKS * 200_000 + '":1}', "a long number": "1" * 900_000,
}


class Pings(threading.Thread):
    """Pings of another session; the longest time to an answer."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.session, self.worst, self.is_over = open_session(server.url), 0.0, False
        self.start()

    def run(self):
        while not self.is_over:
            self.session.messages.clear()
            started = time.monotonic()
            self.session.command("ping")
            self.session.read_until("pong")
            self.worst = max(self.worst, time.monotonic() - started)
            time.sleep(0.02)

    def stop(self):
        self.is_over = True
        self.join()


class JSONTests(unittest.TestCase):
    def server(self, *options):
        server = self.enterContext(Server(*options))
        self.bystander = self.enterContext(Bystander(server))
        return server

    def attack(self, server, what, action):
        pings = Pings(server)
        with self.subTest(what):
            before = server.processor_time
            try:
                with self.bystander.attack(self, what):
                    action()
                    time.sleep(1)
            finally:
                pings.stop()
            report(what, worst_ping_ms=f"{pings.worst * 1000:.0f}", processor_s=f"{server.processor_time - before:.2f}")
            self.assertLess(pings.worst, PING_LIMIT, f"{what}: a ping beside it")

    def send(self, open_one, data, count=2):
        """An action: so many clients send it, and read what comes for a second."""
        def action():
            connections = [open_one() for _ in range(count)]
            for connection in connections:
                connection.settimeout(1)
                try:
                    connection.sendall(data)
                    connection.recv(65_536)
                except OSError:
                    pass
                finally:
                    connection.close()
        return action

    def test_messages(self):
        server = self.server("--vosk-port", 0, "--whisperlive-port", 0)
        ports = server.dialect_ports
        dialects = {
            "Steno": (lambda: shake_hands(server.port)[0], '{"type":"config","x":%s}'),
            "Realtime": (
                lambda: shake_hands(server.port, "/v1/realtime?intent=transcription")[0],
                '{"type":"session.update","session":{"audio":{"input":{"noise_reduction":%s}}}}'),
            "Deepgram": (lambda: shake_hands(server.port, "/v1/listen")[0], '{"type":"Finalize","x":%s}'),
            "Vosk": (lambda: shake_hands(ports["Vosk"])[0], '{"config":%s}'),
            "WhisperLive": (lambda: shake_hands(ports["WhisperLive"])[0], '{"uid":"me","x":%s}'),
        }
        for dialect, (open_one, message) in dialects.items():
            for name, value in VALUES.items():
                self.attack(server, f"{dialect}: {name}", self.send(open_one, large_frame((message % value).encode())))

    def test_wyoming(self):
        server = self.server("--wyoming-port", 0)
        port = server.dialect_ports["Wyoming"]
        for name, value in VALUES.items():
            data = f'{{"x":{value}}}'.encode()
            lines = [b'{"type":"ping","data_length":%d}\n' % len(data) + data]
            if len(data) < 60_000:
                lines.append(b'{"type":"ping","data":' + data + b"}\n")
            for line in lines:
                self.attack(server, f"Wyoming: {name}", self.send(lambda: connect(port), line))

    def test_bodies(self):
        server = self.server()
        for path in ["/v1/realtime/client_secrets", "/v1/tokens"]:
            for name, value in VALUES.items():
                body = f'{{"session":{value}}}'.encode()

                def action():
                    for _ in range(3):
                        self.assertIn(request(server.port, path, method="POST", body=body)[0], {400, 403, 413})
                if len(body) < 64_000 and "number" not in name:
                    self.attack(server, f"{path}: {name}", action)

    def test_heads(self):
        """Marks in queries, header fields and paths, without a key or a session."""
        server = self.server()
        marks = urllib.parse.quote("language" + MARKS * 4_000)
        raw = MARKS * 7_000
        requests = {
            "a query of marks": handshake(f"/?{marks}={marks}"), "a language of marks": handshake(f"/?language={marks}"),
            "Deepgram's language": handshake(f"/v1/listen?language=en{marks}"),
        }
        for path in [f"/v1/sessions/a?format=json{marks}", f"/v1/models/{marks}", f"/{marks}"]:
            requests[f"GET {path[:20]}"] = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        for field in ["Origin", "X-Forwarded-For", "Authorization", "Sec-WebSocket-Protocol", "Upgrade", "Content-Type", "X-Request-ID"]:
            requests[f"a field {field}"] = handshake("/", {field: raw})
        for name, data in requests.items():
            self.attack(server, name, self.send(lambda: connect(server.port), data, count=5))
