# SPDX-License-Identifier: Apache-2.0

"""Prompts that cost a tokenizer more than they are worth, in every dialect, while their senders speak."""
import array
import base64
import json
import time
import unittest
import urllib.parse

from attacks import Bystander, Server, connect, large_frame, recording, request, shake_hands

# 32-bit floats, 16 kHz: three seconds of speech and a second of silence.
SPEECH = recording()[16_000 * 4 * 4:16_000 * 4 * 7] + bytes(16_000 * 4)
PROMPTS = {
    "zero-width joiners": "\u200d", "emoji": "😀", "marks": "e\u0301\u0316", "letters": "thecomputerstoppedworking",
    "digits": "1234567890", "blanks": " ", "accents": "éàü"}


def fill(piece, size):
    return piece * (size // len(piece.encode()))


def pcm16(speech):
    samples = array.array("f", speech)
    return array.array("h", (int(max(-1, min(1, sample)) * 32_767) for sample in samples)).tobytes()


class PromptTests(unittest.TestCase):
    def server(self, *options):
        server = self.enterContext(Server(*options))
        self.bystander = self.enterContext(Bystander(server))
        return server

    def attack(self, what, open_one, messages, count=2):
        """`count` clients send what names their prompt, then speak."""
        connections = []
        self.addCleanup(lambda: [each.close() for each in connections])
        with self.subTest(what), self.bystander.attack(self, what):
            for _ in range(count):
                connections.append(connection := open_one())
                for message in messages:
                    try:
                        connection.sendall(message)
                    except OSError:
                        break
            time.sleep(3)
            for connection in connections:
                connection.close()

    def test_realtime(self):
        server = self.server()
        append = large_frame(json.dumps(
            {"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm16(SPEECH)).decode()}).encode())
        for name, piece in PROMPTS.items():
            for field in ["prompt", "keywords"]:
                text = fill(piece, 600_000)
                transcription = {"model": "x", field: text if field == "prompt" else [text, text]}
                update = large_frame(json.dumps(
                    {"type": "session.update", "session": {"audio": {"input": {"transcription": transcription}}}},
                    ensure_ascii=False).encode())
                self.attack(
                    f"Realtime: {field} of {name}", lambda: shake_hands(server.port, "/v1/realtime?intent=transcription")[0],
                    [update, append, append])

    def test_steno(self):
        server = self.server()
        for name, piece in PROMPTS.items():
            for size in [1_990, 60_000, 1_900_000]:
                config = large_frame(json.dumps({"type": "config", "prompt": fill(piece, size)}, ensure_ascii=False).encode())
                self.attack(
                    f"Steno: {size} bytes of {name}", lambda: shake_hands(server.port)[0], [config, large_frame(SPEECH, 2)])

    def test_deepgram(self):
        server = self.server()
        for name, piece in PROMPTS.items():
            term = urllib.parse.quote(fill(piece, 9_000))
            path = f"/v1/listen?encoding=linear32&sample_rate=16000&keyterm={term}"
            self.attack(f"Deepgram: a keyterm of {name}", lambda: shake_hands(server.port, path)[0], [large_frame(SPEECH, 2)])

    def test_other_ports(self):
        server = self.server("--vosk-port", 0, "--whisperlive-port", 0, "--wyoming-port", 0)
        ports = server.dialect_ports
        for name, piece in PROMPTS.items():
            text = fill(piece, 500_000)
            config = {"config": {"sample_rate": 16_000, "phrase_list": [text, text]}}
            self.attack(
                f"Vosk: phrases of {name}", lambda: shake_hands(ports["Vosk"])[0],
                [large_frame(json.dumps(config, ensure_ascii=False).encode()), large_frame(pcm16(SPEECH), 2)])
            hello = {"uid": "me", "initial_prompt": text, "hotwords": text}
            self.attack(
                f"WhisperLive: a prompt of {name}", lambda: shake_hands(ports["WhisperLive"])[0],
                [large_frame(json.dumps(hello, ensure_ascii=False).encode()), large_frame(SPEECH, 2)])
            data = json.dumps({"transcript_names": [text], "transcript_terms": [text[:1_000]]}, ensure_ascii=False).encode()
            chunk = b'{"type":"audio-chunk","data":{"rate":16000,"width":4,"channels":1},"payload_length":%d}\n' % len(SPEECH)
            line = b'{"type":"transcribe","data_length":%d}\n' % len(data)
            self.attack(
                f"Wyoming: names of {name}", lambda: connect(ports["Wyoming"]),
                [line + data, chunk + SPEECH, b'{"type":"audio-stop"}\n'])

    def test_recordings(self):
        """Prompts and keywords of forms: an upload with them takes hardly longer than one without."""
        server = self.server()
        speech = pcm16(SPEECH)
        header = b"RIFF" + (36 + len(speech)).to_bytes(4, "little") + b"WAVEfmt " + bytes(
            [16, 0, 0, 0, 1, 0, 1, 0]) + (16_000).to_bytes(4, "little") + (32_000).to_bytes(4, "little") + bytes(
            [2, 0, 16, 0]) + b"data" + len(speech).to_bytes(4, "little")

        def upload(**fields):
            parts = b"".join(
                f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items())
            body = parts + b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + header + speech + b"\r\n--x--\r\n"
            started = time.monotonic()
            status, _, answer = request(
                server.port, "/v1/audio/transcriptions", method="POST", body=body,
                headers={"Content-Type": "multipart/form-data; boundary=x"})
            # Keywords that long are an error of the client's.
            self.assertIn(status, [200, 400] if "keywords[]" in fields else [200], answer)
            return time.monotonic() - started

        usual = max(upload(model="x") for _ in range(3))
        for name, piece in PROMPTS.items():
            for field in ["prompt", "keywords[]"]:
                with self.subTest(name, field=field), self.bystander.attack(self, f"an upload: {field} of {name}"):
                    seconds = upload(model="x", **{field: fill(piece, 60_000)})
                    # The decoder has the prompt's 223 tokens to look at.
                    self.assertLess(seconds, 3 * usual + 1)
