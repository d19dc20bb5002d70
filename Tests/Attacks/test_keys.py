# SPDX-License-Identifier: Apache-2.0

"""Keys that are revoked while their clients are connected."""
import base64
import json
import pathlib
import signal
import subprocess
import tempfile
import unittest

from attacks import STENO, Server, Session, frame, recording, shake_hands, undisturbed, wait_until

SPEECH = recording()


def read_to_end(connection):
    """All that the server still sends."""
    answer = b""
    try:
        while more := connection.recv(65_536):
            answer += more
    except ConnectionError:
        pass
    return answer


class KeyTests(unittest.TestCase):
    def steno(self, *arguments):
        return subprocess.run([STENO, *map(str, arguments)], check=True, capture_output=True, text=True).stdout

    def create(self, name):
        output = self.steno("keys", "create", name, "--keys", self.keys)
        return next(word for word in output.split() if word.startswith("steno_"))

    def setUp(self):
        self.keys = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="steno-keys-"))) / "keys.json"

    def test_an_idle_connection_of_a_revoked_key(self):
        alice, bob = self.create("alice"), self.create("bob")
        server = self.enterContext(Server("--keys", self.keys, "--vosk-port", 0, "--whisperlive-port", 0))
        ports = server.dialect_ports
        headers = {"Authorization": f"Bearer {bob}"}
        pcm = base64.b64encode(bytes(48_000)).decode()
        clients = {
            "Steno": (server.port, "/", b"", frame(SPEECH[:64_000], 2)),
            "Realtime": (server.port, "/v1/realtime?intent=transcription", b"",
                         frame(json.dumps({"type": "input_audio_buffer.append", "audio": pcm[:60_000]}).encode())),
            "Deepgram": (server.port, "/v1/listen?encoding=linear32&sample_rate=16000", b"", frame(SPEECH[:64_000], 2)),
            "Vosk": (ports["Vosk"], "/", b"", frame(bytes(16_000), 2)),
            "WhisperLive": (ports["WhisperLive"], "/", frame(json.dumps({"uid": "me"}).encode()), frame(SPEECH[:64_000], 2)),
        }
        connections = {}
        for name, (port, path, greeting, _) in clients.items():
            connections[name], _ = shake_hands(port, path, headers)
            self.addCleanup(connections[name].close)
            connections[name].sendall(greeting)
        with undisturbed(self, server, "a key is revoked", {"Authorization": f"Bearer {alice}"}):
            identifier = next(line.split()[0] for line in self.steno("keys", "list", "--keys", self.keys).splitlines() if "bob" in line)
            self.steno("keys", "revoke", identifier, "--keys", self.keys)
            server.signal(signal.SIGHUP)
            wait_until(lambda: "Keys reloaded" in server.text, "the keys")
            for name, connection in connections.items():
                try:
                    for _ in range(8):
                        connection.sendall(clients[name][3])
                except OSError:
                    pass
                connection.settimeout(5)
                answer = read_to_end(connection)
                self.assertIn(b"no longer valid", answer, name)
                for word in [b"speech_started", b'"final"', b"speech_started", b'"Results"', b'"result"']:
                    self.assertNotIn(word, answer, name)
        with self.assertRaises(Exception):
            Session(server.url, headers=headers)
