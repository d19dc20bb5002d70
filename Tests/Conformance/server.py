# SPDX-License-Identifier: Apache-2.0

"""A server of its own on free ports, with keys."""

import asyncio
import os
import pathlib
import re
import secrets
import subprocess
import tempfile
import time
import urllib.request

DIALECTS = ["Vosk", "WhisperLive", "Wyoming"]
PROGRAM = pathlib.Path(__file__).resolve().parents[2] / ".build/release/steno"


class Server:
    def __init__(self, model, *arguments, needs_key=True):
        self.model = model
        self.key = secrets.token_hex(16)
        self.log = tempfile.NamedTemporaryFile("w+", prefix="steno-conformance-")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--model", model, "--log-level", "debug",
             "--vosk-port", "0", "--whisperlive-port", "0", "--wyoming-port", "0", "--wyoming-allow", "127.0.0.1", "--wyoming-allow", "::1",
             *arguments],
            env={**os.environ, **({"STENO_API_KEYS": f"conformance={self.key}"} if needs_key else {})},
            stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 120
        while not (found := re.search(r"(http(s?)://[\d.]+:(\d+))", self.text())) or len(self.dialects) < len(DIALECTS):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start: " + self.text())
            time.sleep(0.1)
        self.port = int(found[3])
        self.http = f"http{found[2]}://127.0.0.1:{self.port}"
        self.ws = f"ws{found[2]}://127.0.0.1:{self.port}"

    @property
    def dialects(self):
        """The addresses of those with ports of their own."""
        return dict(re.findall(r"^(\w+) clients connect to (\S+)$", self.text(), re.MULTILINE))

    def text(self):
        """All that it has written so far."""
        return pathlib.Path(self.log.name).read_text()

    def sessions(self):
        """How many there are now."""
        question = urllib.request.Request(self.http + "/metrics", headers={"Authorization": f"Bearer {self.key}"})
        with urllib.request.urlopen(question) as answer:
            text = answer.read().decode()
        return int(float(re.search(r"^steno_sessions_active (\S+)$", text, re.MULTILINE)[1]))

    def memory(self):
        """How many bytes it has in memory."""
        pages = int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    async def has_sessions(self, count, seconds=5):
        """Waits until there are no more than so many."""
        deadline = time.monotonic() + seconds
        while (now := self.sessions()) > count:
            assert time.monotonic() < deadline, f"{now} sessions are still there"
            await asyncio.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(60)
        finally:
            self.process.kill()
            self.log.close()


def certificate(folder):
    """Makes one for this machine; the options by which a server takes it."""
    key, file = f"{folder}/key.pem", f"{folder}/certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", file],
        check=True, capture_output=True)
    return "--tls-certificate", file, "--tls-key", key
