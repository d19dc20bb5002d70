# SPDX-License-Identifier: Apache-2.0

"""A client of the Steno protocol, and plain requests, over TLS."""
import array
import contextlib
import errno
import http.client
import json
import os
import pathlib
import socket
import ssl
import time
import wave

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

CACHE = pathlib.Path(os.environ.get("STENO_CACHE") or pathlib.Path(
    os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "steno")


def recording(name="jfk.wav"):
    """A recording of the fixtures as 16 kHz float32."""
    with wave.open(str(CACHE / "speech" / name)) as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    return array.array("f", (sample / 32768 for sample in samples)).tobytes()


@contextlib.contextmanager
def peer_may_leave():
    """Passes over that the peer has closed the connection, at whatever call this is noticed; not that it says nothing in time."""
    try:
        yield
    except ConnectionError:
        pass
    except OSError as error:
        # shutdown() after the peer's reset
        if error.errno != errno.ENOTCONN:
            raise


def trusting(certificate):
    return ssl.create_default_context(cafile=certificate.chain)


class Session:
    """A session over a WebSocket; `address` is the client's own, any of 127.0.0.0/8.

    One thread only, since Python's TLS sockets lose data when one thread reads while another writes.
    """

    def __init__(self, url, certificate=None, address="127.0.0.1", sock=None, headers=None, first="ready"):
        uri = parse_uri(url)
        if not sock:
            sock = socket.create_connection(("127.0.0.1", uri.port), 30, source_address=(address, 0))
            if certificate:
                sock = trusting(certificate).wrap_socket(sock, server_hostname=uri.host)
        self.socket = sock
        self.protocol = ClientProtocol(uri, max_size=None)
        self.messages = []
        handshake = self.protocol.connect()
        for name, value in (headers or {}).items():
            handshake.headers[name] = value
        self.protocol.send_request(handshake)
        self._flush()
        try:
            while self.protocol.state is State.CONNECTING and not self.protocol.handshake_exc:
                self._receive(30)
            if self.protocol.handshake_exc:
                raise self.protocol.handshake_exc
            self.read_until(first)
        except BaseException:
            self.close()
            raise

    def _flush(self):
        # A server that has left is noticed by reading, which finds its last messages and its close code first.
        with peer_may_leave():
            for data in self.protocol.data_to_send():
                if data:
                    self.socket.sendall(data)

    def _receive(self, seconds):
        self.socket.settimeout(seconds)
        data = b""
        with peer_may_leave():
            data = self.socket.recv(65_536)
        self.socket.settimeout(30)
        if data:
            self.protocol.receive_data(data)
        else:
            self.protocol.receive_eof()
        for event in self.protocol.events_received():
            if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self.messages.append(json.loads(event.data))
        self._flush()

    def send(self, audio, piece=32_000):
        for start in range(0, len(audio), piece):
            if self.protocol.state is State.CLOSED:
                raise ConnectionError(f"closed: {self.protocol.close_code}, {self.messages[-1:]}")
            self.protocol.send_binary(audio[start:start + piece])
            self._flush()

    def command(self, kind):
        self.protocol.send_text(json.dumps({"type": kind}).encode())
        self._flush()

    def read_until(self, kind, seconds=30):
        while not any(message["type"] == kind for message in self.messages):
            if self.protocol.state is State.CLOSED:
                raise ConnectionError(f"closed before {kind}: {self.protocol.close_code}, {self.messages[-1:]}")
            self._receive(seconds)

    def read_for(self, seconds):
        """Answers pings, for so long."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self.protocol.state is not State.CLOSED:
            try:
                self._receive(left)
            except TimeoutError:
                pass

    def read_to_end(self, seconds=30):
        """Reads until the connection is closed, and returns the close code; 1006 if there was none."""
        while self.protocol.state is not State.CLOSED:
            self._receive(seconds)
        return self.protocol.close_code

    def stop(self):
        self.command("stop")
        return self.read_to_end()

    @property
    def text(self):
        return " ".join(message["text"] for message in self.messages if message["type"] == "final")

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
