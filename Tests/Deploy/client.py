"""A client of the Steno protocol, and plain requests, over TLS."""
import array
import http.client
import json
import os
import pathlib
import re
import ssl
import wave

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

CACHE = pathlib.Path(os.environ.get("STENO_CACHE") or pathlib.Path(
    os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "steno")
WORDS = "and so my fellow americans ask not what your country can do for you ask what you can do for your country"


def recording(name="jfk.wav"):
    """A recording of the fixtures as 16 kHz float32."""
    with wave.open(str(CACHE / "speech" / name)) as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    return array.array("f", (sample / 32768 for sample in samples)).tobytes()


def plain(text):
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())


def trusting(certificate):
    return ssl.create_default_context(cafile=certificate.chain)


class Session:
    """A session over a WebSocket; `address` is the client's own, any of 127.0.0.0/8."""

    def __init__(self, url, certificate=None, address="127.0.0.1", **options):
        if certificate:
            options["ssl"] = trusting(certificate)
        if "sock" not in options:
            options["source_address"] = (address, 0)
        self.connection = connect(url, ping_interval=None, proxy=None, max_size=None, **options)
        self.socket = self.connection.__enter__()
        self.messages = [json.loads(self.socket.recv(30))]

    def send(self, audio, piece=32_000):
        for start in range(0, len(audio), piece):
            self.socket.send(audio[start:start + piece])

    def command(self, kind):
        self.socket.send(json.dumps({"type": kind}))

    def read_until(self, kind, seconds=30):
        while self.messages[-1]["type"] != kind:
            self.messages.append(json.loads(self.socket.recv(seconds)))
        return self.messages[-1]

    def read_to_end(self, seconds=30):
        """Reads until the server closes, and returns the close code."""
        try:
            while True:
                self.messages.append(json.loads(self.socket.recv(seconds)))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def stop(self):
        self.command("stop")
        return self.read_to_end()

    @property
    def words(self):
        return plain(" ".join(message["text"] for message in self.messages if message["type"] == "final"))

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def request(port, path, certificate=None, method="GET", body=None, headers=None, address="127.0.0.1"):
    """The answer to a plain request: status, header fields, body."""
    source = (address, 0)
    connection = (
        http.client.HTTPSConnection("localhost", port, timeout=30, context=trusting(certificate), source_address=source)
        if certificate else http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=source))
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()
    finally:
        connection.close()
