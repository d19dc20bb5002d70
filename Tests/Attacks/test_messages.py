# SPDX-License-Identifier: Apache-2.0

"""Messages that are begun and never finished, and long ones that nobody takes."""
import time
import unittest

from attacks import Server, connect, large_frame, report, shake_hands, undisturbed, wait_until

MEBIBYTE = 1024 * 1024


class MessageTests(unittest.TestCase):
    def check(self, what, server, connect_one, data, count=24, limit=320, pieces=1):
        before, peak, connections = server.memory, 0, []
        self.addCleanup(lambda: [each.close() for each in connections])
        with undisturbed(self, server, what):
            for _ in range(count):
                try:
                    connections.append(connection := connect_one())
                except ConnectionError:
                    # The server has no time for more sessions.
                    break
                connection.settimeout(5)
                try:
                    for _ in range(pieces):
                        connection.sendall(data)
                except OSError:
                    pass
                peak = max(peak, server.memory)
            time.sleep(1)
            peak = max(peak, server.memory)
        report(what, MiB_more=(peak - before) // 1024)
        self.assertLess(peak - before, limit * 1024)

    def test_unfinished_frames(self):
        server = self.enterContext(Server("--wyoming-port", 0))
        announced = large_frame(bytes(24 * MEBIBYTE))[:14 + 23 * MEBIBYTE]
        path = "/v1/realtime?intent=transcription"
        self.check("24 unfinished frames of 23 MiB", server, lambda: shake_hands(server.port, path)[0], announced)
        fragments = b"".join(bytes([opcode, 0xFF]) + (MEBIBYTE).to_bytes(8, "big") + bytes(4) + b"a" * MEBIBYTE
                             for opcode in [1] + [0] * 22)
        self.check("24 times 23 fragments of a MiB", server, lambda: shake_hands(server.port, path)[0], fragments)

    def test_many_unfinished_messages_of_2_mib(self):
        server = self.enterContext(Server("--wyoming-port", 0))
        announced = large_frame(bytes(2 * MEBIBYTE), 2)[:MEBIBYTE * 19 // 10]
        self.check("200 unfinished frames", server, lambda: shake_hands(server.port)[0], announced, count=200)
        line = b'{"type":"audio-chunk","data_length":1000000,"payload_length":2000000}\n' + b" " * 2_900_000
        self.check("100 unfinished Wyoming events", server, lambda: connect(server.dialect_ports["Wyoming"]), line, count=100)

    def test_long_messages_that_wait(self):
        """Each is whole, and the session is busy with the one before."""
        server = self.enterContext(Server())
        audio = "A" * MEBIBYTE
        message = large_frame(f'{{"type":"input_audio_buffer.append","audio":"{audio}"}}'.encode())
        path = "/v1/realtime?intent=transcription"
        self.check(
            "6 clients with 60 MiB each", server, lambda: shake_hands(server.port, path)[0], message, count=6, limit=400, pieces=60)

    def test_a_long_message_is_taken(self):
        server = self.enterContext(Server())
        audio = "A" * (16 * MEBIBYTE)
        connection, answer = shake_hands(server.port, "/v1/realtime?intent=transcription")
        self.addCleanup(connection.close)
        connection.sendall(large_frame(f'{{"type":"input_audio_buffer.append","audio":"{audio}"}}'.encode()))
        heard = server.metric("steno_audio_seconds_total")
        wait_until(lambda: server.metric("steno_audio_seconds_total") > heard + 60, "its audio", 60)
