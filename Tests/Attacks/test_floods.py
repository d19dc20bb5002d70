# SPDX-License-Identifier: Apache-2.0

"""Floods of messages that weigh nothing: each makes the server work, and none brings it audio."""
import contextlib
import json
import socket
import threading
import time
import unittest

from attacks import Bystander, Server, connect, frame, recording, report, shake_hands, wait_until

SPEECH = recording()[16_000 * 4:16_000 * 4 + 32_000]


class Flood:
    """Connections that send one message again and again, and read what is answered or not."""

    def __init__(self, connections, message, reads=True):
        self.connections, self.chunk = connections, message * max(1, 65_536 // len(message))
        self.sent, self.is_over = 0, threading.Event()
        threads = [threading.Thread(target=self.send, args=[each], daemon=True) for each in connections]
        if reads:
            threads += [threading.Thread(target=self.read, args=[each], daemon=True) for each in connections]
        for thread in threads:
            thread.start()

    def send(self, connection):
        try:
            while not self.is_over.is_set():
                self.sent += connection.send(self.chunk)
        except OSError:
            pass

    def read(self, connection):
        try:
            while connection.recv(262_144):
                pass
        except OSError:
            pass

    def stop(self):
        """Breaks all connections off."""
        self.is_over.set()
        for connection in self.connections:
            # Closing alone would wait for the thread that reads.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def text(message):
    return frame(json.dumps(message).encode())


class FloodTests(unittest.TestCase):
    def server(self, *options):
        server = self.enterContext(Server(*options))
        self.bystander = self.enterContext(Bystander(server))
        return server

    def flood(self, server, what, connections, message, reads=True, seconds=2):
        self.addCleanup(lambda: [each.close() for each in connections])
        before = server.memory
        with self.subTest(what, reads=reads), self.bystander.attack(self, f"{what}, {'read' if reads else 'not read'}"):
            flood = Flood(connections, message, reads)
            time.sleep(seconds)
            grown = server.memory - before
            flood.stop()
            report(what, MB_sent=f"{flood.sent / 1e6:.0f}", MiB_more=f"{grown / 1024:.0f}")
            self.assertLess(grown, 64 * 1024)

    def assertEnded(self, server):
        """No session is left but the bystander's: what the clients left in the system's buffers is read, or known for a flood."""
        start = time.monotonic()
        wait_until(lambda: server.metric("steno_sessions_active") == 1, "the end of the sessions", 20)
        report("the end of the sessions", seconds=f"{time.monotonic() - start:.1f}")

    def assertIdle(self, server):
        """What is abandoned takes no time any more."""
        used = server.processor_time
        time.sleep(1)
        self.assertLess(server.processor_time - used, 0.2, "processor time of an abandoned session")

    def open(self, port, path="/", count=2, first=b""):
        connections = [shake_hands(port, path)[0] for _ in range(count)]
        for connection in connections:
            connection.sendall(first)
        return connections

    def test_steno(self):
        server = self.server("--resume-timeout", 2)
        speech = frame(SPEECH, 2)
        for message in [{"type": "flush"}, {"type": "ping"}, {"type": "nothing"}]:
            for reads in [True, False]:
                self.flood(server, f"Steno {message['type']}", self.open(server.port, first=speech), text(message), reads)
        self.flood(server, "Steno flush and a sample", self.open(server.port, first=speech), text({"type": "flush"}) + frame(bytes(4), 2))
        self.flood(server, "Steno ping frames", self.open(server.port, first=speech), frame(b"", 9))
        self.flood(server, "Steno fragments without bytes", self.open(server.port, first=speech + b"\x02\x80\0\0\0\0"), b"\0\x80\0\0\0\0")
        self.flood(server, "Steno audio without bytes", self.open(server.port, first=speech), frame(b"", 2))
        for message in [{"type": "config"}, {"type": "flush"}]:
            self.flood(server, f"Steno {message['type']} before audio", self.open(server.port), text(message))
        self.assertEnded(server)

    def test_realtime(self):
        server = self.server()
        path = "/v1/realtime?intent=transcription"
        for event in [{"type": "input_audio_buffer.commit"}, {"type": "input_audio_buffer.clear"},
                      {"type": "input_audio_buffer.append", "audio": ""}, {"type": "session.update", "session": {}}]:
            self.flood(server, f"Realtime {event['type']}", self.open(server.port, path), text(event))
        self.assertEnded(server)

    def test_deepgram(self):
        server = self.server()
        path = "/v1/listen?encoding=linear32&sample_rate=16000"
        for kind in ["Finalize", "KeepAlive", "Configure"]:
            connections = self.open(server.port, path, first=frame(SPEECH, 2))
            self.flood(server, f"Deepgram {kind}", connections, text({"type": kind}))
        self.assertEnded(server)

    def test_other_ports(self):
        server = self.server("--vosk-port", 0, "--whisperlive-port", 0, "--wyoming-port", 0)
        ports = server.dialect_ports
        audio = frame(bytes(16_000), 2)
        self.flood(server, "Vosk reset", self.open(ports["Vosk"], first=audio), text({"reset": 1}))
        self.flood(server, "Vosk audio without bytes", self.open(ports["Vosk"], first=audio), frame(b"", 2))
        hello = text({"uid": "me"})
        self.flood(server, "WhisperLive audio without bytes", self.open(ports["WhisperLive"], first=hello + audio), frame(b"", 2))
        for event in [b'{"type":"ping"}\n', b'{"type":"describe"}\n', b'{"type":"transcribe"}\n', b'{"type":"audio-stop"}\n',
                      b'{"type":"audio-chunk","data":{"rate":16000,"width":2,"channels":1}}\n']:
            connections = [connect(ports["Wyoming"]) for _ in range(2)]
            self.flood(server, f"Wyoming {event.decode().strip()}", connections, event)
        self.assertEnded(server)

    def test_what_nobody_has_read_is_given_up(self):
        """Clients leave behind megabytes that nobody has read; their end stands behind all of it."""
        server = self.enterContext(Server("--resume-timeout", 1))
        speech, chatter = frame(SPEECH, 2), text({"type": "nothing", "x": "a" * 100})
        for path, message, kept in [
                ("/", speech, 1), ("/", chatter, 1), ("/v1/listen?encoding=linear32&sample_rate=16000", speech, 0),
                ("/v1/realtime?intent=transcription", chatter, 0)]:
            with self.subTest(path, message=message[:40]):
                flood = Flood(self.open(server.port, path, first=speech if kept else b""), message)
                time.sleep(3)
                flood.stop()
                time.sleep(kept + 1.5)
                self.assertIdle(server)
                self.assertEqual(server.metric("steno_sessions_active"), 0)

    def test_what_waits_is_given_up(self):
        """A client floods and leaves; its session gives its place back, and the server has nothing more to do for it."""
        server = self.enterContext(Server("--resume-timeout", 1))
        before = server.memory
        flood = Flood(self.open(server.port, count=4, first=frame(SPEECH, 2)), text({"type": "flush"}))
        time.sleep(6)
        flood.stop()
        time.sleep(1)
        self.assertIdle(server)
        wait_until(lambda: server.metric("steno_sessions_active") == 0, "the end of the sessions", 10)
        report("flushes of 4 clients that left", MB=f"{flood.sent / 1e6:.0f}", MiB_more=f"{(server.memory - before) / 1024:.0f}")
