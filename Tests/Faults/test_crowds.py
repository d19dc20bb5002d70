# SPDX-License-Identifier: Apache-2.0

"""Many clients that do nothing good."""
import os
import selectors
import socket
import time
import unittest

from faults import HANDSHAKE, Server, Speaker, connect, frame, report, request, wait_until


class CrowdTests(unittest.TestCase):
    def setUp(self):
        self.connections = []
        self.addCleanup(self.close_all)

    def close_all(self):
        for connection in self.connections:
            connection.close()
        self.connections.clear()

    def shake_hands(self, server, count, receive_buffer=None):
        # However busy the machine is, one after another gets in.
        deadline = time.monotonic() + 120
        while len(self.connections) < count:
            connection = connect(server.port, receive_buffer)
            connection.sendall(HANDSHAKE)
            answer = b""
            while b'"type":"ready"' not in answer and (more := connection.recv(4_096)):
                answer += more
            if b" 101 " in answer:
                self.connections.append(connection)
                deadline = time.monotonic() + 120
                continue
            # A busy server asks to be asked later.
            self.assertIn(b" 503 ", answer)
            self.assertLess(time.monotonic(), deadline, f"{len(self.connections)} sessions")
            connection.close()
            time.sleep(1)

    def test_a_thousand_idle_sessions(self):
        server = self.enterContext(Server("--max-sessions", 1_100, "--ping-interval", 600, "--idle-timeout", 0))
        Speaker(server.url).finish(self)
        before = server.memory
        self.shake_hands(server, 1_000)
        speaker = Speaker(server.url)
        self.assertGreaterEqual(server.metric("steno_sessions_active"), 1_000)
        speaker.finish(self)
        each = (server.memory - before) / 1_000
        used = server.processor_time
        time.sleep(5)
        used = server.processor_time - used
        self.close_all()
        wait_until(lambda: server.metric("steno_sessions_active") == 0, "the end of the sessions", 60)
        report("1,000 idle sessions", KiB_each=f"{each:.0f}", processor_while_idle=f"{used / 5:.1%}")
        self.assertLess(each, 150)

    def test_300_clients_that_never_read(self):
        server = self.enterContext(Server("--ping-interval", 600, "--idle-timeout", 0))
        Speaker(server.url).finish(self)
        before = server.memory
        self.shake_hands(server, 300, receive_buffer=4_096)
        speaker = Speaker(server.url)
        # Each is answered with a `ready`, until the answers do not fit into the sockets any more.
        unknown = ",".join(f'"{"unknown" * 5}{number}":0' for number in range(20))
        question = frame(f'{{"type":"config",{unknown}}}'.encode()) * 20
        for connection in self.connections:
            connection.setblocking(False)
        peak, deadline = 0, time.monotonic() + 600
        ended = 'steno_sessions_ended_total{reason="slow_client"}'
        while (slow := server.metric(ended)) < 300:
            self.assertLess(time.monotonic(), deadline, f"{slow} sessions were ended")
            for connection in self.connections:
                try:
                    connection.send(question)
                except OSError:
                    pass
            peak = max(peak, server.memory)
            time.sleep(0.5)
        speaker.finish(self)
        report("300 clients that never read", ended_as_slow_client=int(slow), MiB_more_at_most=(peak - before) // 1024)
        # What may wait of all sessions together: QueueBudget.
        self.assertLess(peak - before, 512 * 1024)

    def test_slow_handshakes(self):
        server = self.enterContext(Server())
        speaker = Speaker(server.url)
        start = time.monotonic()
        for _ in range(500):
            self.connections.append(connection := connect(server.port))
            connection.setblocking(False)
        rest = iter(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 10_000)
        with selectors.DefaultSelector() as selector:
            for connection in self.connections:
                selector.register(connection, selectors.EVENT_READ)
            slowest = 0
            while selector.get_map():
                self.assertLess(time.monotonic() - start, 240, f"{len(selector.get_map())} connections are open")
                byte = bytes([next(rest)])
                for key in list(selector.get_map().values()):
                    try:
                        key.fileobj.send(byte)
                    except OSError:
                        pass
                asked = time.monotonic()
                self.assertEqual(request(server.port, "/healthz")[0], 200)
                slowest = max(slowest, time.monotonic() - asked)
                for key, _ in selector.select(1):
                    try:
                        if key.fileobj.recv(1_000):
                            continue
                    except OSError:
                        pass
                    selector.unregister(key.fileobj)
        seconds = time.monotonic() - start
        speaker.finish(self)
        report("500 slow handshakes", all_closed_after_s=f"{seconds:.0f}", healthz_at_most_ms=f"{slowest * 1000:.0f}")

    def test_out_of_file_descriptors(self):
        server = self.enterContext(Server(before="ulimit -n 60;"))
        speaker = Speaker(server.url)
        wait_until(lambda: server.metric("steno_sessions_active") == 1, "the speaker")
        for _ in range(100):
            self.connections.append(connect(server.port))
        wait_until(lambda: "cannot be accepted" in server.text, "the log of it")
        # Some are kept for files: the runtime ends a process that cannot open any.
        self.assertLess(len(os.listdir(f"/proc/{server.process.pid}/fd")), 50)
        # Nobody speaks once the speaker is done with this recording: what is used then is wasted.
        speaker.finish(self)
        used = server.processor_time
        time.sleep(5)
        used = server.processor_time - used
        waiting = connect(server.port)
        self.close_all()
        waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(b"200 OK", waiting.recv(4_096))
        waiting.close()
        Speaker(server.url).finish(self)
        # Now and then a descriptor is free for a moment.
        self.assertLess(server.text.count("cannot be accepted"), 20)
        report("out of file descriptors", processor_meanwhile=f"{used / 5:.1%}")
        self.assertLess(used, 0.5)

    def test_more_connections_than_allowed(self):
        server = self.enterContext(Server("--max-connections", 20))
        speaker = Speaker(server.url)
        wait_until(lambda: server.metric("steno_sessions_active") == 1, "the speaker")
        for _ in range(100):
            self.connections.append(connect(server.port))
        waiting = self.connections[-1]
        waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        waiting.settimeout(2)
        with self.assertRaises(socket.timeout):
            waiting.recv(4_096)
        for connection in self.connections[:-1]:
            connection.close()
        waiting.settimeout(30)
        self.assertIn(b"200 OK", waiting.recv(4_096))
        speaker.finish(self)
