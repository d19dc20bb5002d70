# SPDX-License-Identifier: Apache-2.0

"""What the tests of faults share: a server with a look inside, a well-behaved speaker beside the fault, many raw clients."""
import difflib
import os
import pathlib
import re
import socket
import sys
import threading
import time

from websockets.exceptions import InvalidStatus

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Deploy"))
import client  # noqa: E402
import kennedy  # noqa: E402
from client import recording, request  # noqa: E402
from processes import MODEL, STENO, Program, Steno, wait_until  # noqa: E402

__all__ = [
    "HANDSHAKE", "MODEL", "STENO", "WORDS", "Program", "Server", "Session", "Speaker", "connect", "frame", "open_session",
    "plain", "recording", "report", "request", "wait_until"]

WORDS = kennedy.SENTENCE

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")


def plain(text):
    """Lower-case words without punctuation."""
    return " ".join(kennedy.words(text))


class Session(client.Session):
    @property
    def words(self):
        return plain(self.text)


def open_session(url):
    """A session; a server that has no time for it now is asked again, as it asks for."""
    for _ in range(60):
        try:
            return Session(url)
        except InvalidStatus as refusal:
            if refusal.response.status_code != 503:
                raise
            time.sleep(2)
    raise TimeoutError("the server has no time for a session")


def report(what, **figures):
    """A line for docs/reliability.md."""
    print(f"\n  {what}: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items()), flush=True)


def frame(payload, opcode=1):
    """A masked frame of less than 64 KiB; the mask is zero."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + bytes(4) + payload


def connect(port, receive_buffer=None):
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    return connection


class Server(Steno):
    """A server, and what the system and its metrics say of it. `before` are shell commands that set its limits."""

    def __init__(self, *options, port=0, environment=None, before="", shell=("sh", "-c")):
        self.command = [STENO, "serve", "--port", str(port), "--model", MODEL, "--log-level", "info", *map(str, options)]
        Program.__init__(
            self, [*shell, before + ' exec "$@"', "sh", *self.command] if before else self.command, environment)
        pattern = re.compile(r"http://[^\s:]+:(\d+)")
        found = wait_until(lambda: self.require_running() and pattern.search(self.text), "steno", 120)
        self.port = int(found[1])
        self.url = f"ws://127.0.0.1:{self.port}/"

    @property
    def memory(self):
        """Resident, in KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    @property
    def processor_time(self):
        """In seconds."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def dialect_ports(self):
        """The ports of other dialects, by their names."""
        lines = wait_until(
            lambda: found if len(found := re.findall(r"(\w+) clients connect to \w+://[^\s:]+:(\d+)", self.text)) == sum(
                "-port" in word and word != "--port" for word in self.command) else None, "the ports")
        return {name: int(port) for name, port in lines}

    def metric(self, name):
        found = re.search(rf"^{re.escape(name)} (\S+)$", request(self.port, "/metrics")[2], re.MULTILINE)
        return float(found[1]) if found else 0.0


class Speaker(threading.Thread):
    """Speaks a recording at the pace of speech, again and again, until `finish`: what everybody else must not disturb."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.finishing, self.failure = url, threading.Event(), None
        self.transcripts, self.codes = [], []
        self.start()

    def run(self):
        audio = recording()
        piece = 16_000 // 10 * 4
        try:
            while not self.transcripts or not self.finishing.is_set():
                with open_session(self.url) as session:
                    due = time.monotonic()
                    for start in range(0, len(audio), piece):
                        session.send(audio[start:start + piece])
                        due += 0.1
                        session.read_for(max(0.001, due - time.monotonic()))
                    self.codes.append(session.stop())
                    self.transcripts.append(session.words)
        except Exception as error:
            self.failure = error

    def finish(self, test):
        """Lets the last recording end, and checks all."""
        self.finishing.set()
        self.join(120)
        test.assertFalse(self.is_alive(), "the speaker hangs")
        if self.failure:
            raise self.failure
        test.assertEqual(set(self.codes), {1000})
        for transcript in self.transcripts:
            self.check(test, transcript)

    @staticmethod
    def check(test, transcript):
        """A word may be misheard, none may be lost or said twice."""
        said, heard = WORDS.split(), transcript.split()
        equal = sum(block.size for block in difflib.SequenceMatcher(None, said, heard, False).get_matching_blocks())
        test.assertGreaterEqual(equal, len(said) - 1, transcript)
        test.assertLessEqual(abs(len(said) - len(heard)), 1, transcript)
