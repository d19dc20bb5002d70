# SPDX-License-Identifier: Apache-2.0

"""What the reproductions of attacks share: a server and raw sockets (those of Tests/Faults), and bystanders that must not notice."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Faults"))
from faults import (  # noqa: E402
    HANDSHAKE, MODEL, STENO, WORDS, Program, Server, Session, Speaker, connect, frame, open_session, recording, report, request,
    wait_until)

__all__ = [
    "HANDSHAKE", "MODEL", "STENO", "WORDS", "Program", "Server", "Session", "Speaker", "Bystander", "connect", "frame",
    "handshake", "large_frame", "open_session", "recording", "report", "request", "shake_hands", "undisturbed", "wait_until"]

# A machine that others use as well gets so many times as long.
SLACK = float(os.environ.get("SLACK", "1"))
# A final may take twice its usual time; where that is little, this much.
LEAST_LIMIT = 0.3 * SLACK
HEALTH_LIMIT = 0.1 * SLACK


def handshake(path="/", headers=None):
    """The request that opens a WebSocket on any path, with any header fields."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    return HANDSHAKE.replace(b"GET / ", f"GET {path} ".encode(), 1)[:-2] + fields.encode() + b"\r\n"


def shake_hands(port, path="/", headers=None):
    """A raw socket after its handshake, and what the server sent so far."""
    connection = connect(port)
    connection.sendall(handshake(path, headers))
    answer = b""
    while b"\r\n\r\n" not in answer and (more := connection.recv(4_096)):
        answer += more
    if b" 101 " not in answer:
        connection.close()
        raise ConnectionError(answer.decode(errors="replace"))
    return connection, answer


def large_frame(payload, opcode=1):
    """A masked frame of any size; the mask is zero."""
    return bytes([0x80 | opcode, 0xFF]) + len(payload).to_bytes(8, "big") + bytes(4) + payload


class Bystander:
    """A victim's stream and a health check in another process: see bystander.py."""

    def __init__(self, server, headers=None):
        arguments = [text for pair in (headers or {}).items() for text in pair]
        self.process = subprocess.Popen(
            [sys.executable, "-B", HERE / "bystander.py", str(server.port), *arguments], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.usual = self._read()
        if self.usual["failure"]:
            raise RuntimeError(f"before the attack: {self.usual['failure']}")

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the bystander has left")
        return json.loads(line)

    def _write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    @contextlib.contextmanager
    def attack(self, test, what):
        """Runs an attack, waits for some more finals, then checks the times since its beginning."""
        self._write("attack")
        started = time.monotonic()
        yield
        # What the attack set in motion is measured as well.
        time.sleep(max(0, 1 - (time.monotonic() - started)))
        self._write("report")
        during = self._read()
        usual, worst = max(self.usual["finals"]), max(during["finals"], default=0)
        report(
            what, final_s=f"{worst:.2f} (usually {usual:.2f})",
            healthz_ms=f"{during['health'] * 1000:.0f} (usually {self.usual['health'] * 1000:.0f})")
        test.assertIsNone(during["failure"], what)
        test.assertLessEqual(worst, max(2 * SLACK * usual, LEAST_LIMIT), f"{what}: a final beside it")
        test.assertLess(during["health"], HEALTH_LIMIT, f"{what}: /healthz beside it")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@contextlib.contextmanager
def undisturbed(test, server, what, headers=None):
    """Runs an attack; a live stream and /healthz beside it and after it must be as fast as before.

    `headers` are those of a client's key where the server has keys. Several attacks on one server: `Bystander.attack`.
    """
    with Bystander(server, headers) as bystander, bystander.attack(test, what):
        yield bystander
