# SPDX-License-Identifier: Apache-2.0

"""Recordings that take more than they look like: memory, threads, time, files."""
import concurrent.futures
import json
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from attacks import Server, Session, connect, report, undisturbed, wait_until
from client import CACHE
from containers import gaps, index_bomb

MARK = "steno-attack"


def part(name, content, file=None):
    name = f'name="{name}"' + (f'; filename="{file}"' if file else "")
    return f"--{MARK}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + content + b"\r\n"


def form(recording, name="recording.mp4"):
    return part("model", b"base") + part("file", recording, name) + f"--{MARK}--\r\n".encode()


def head(length):
    return (
        f"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={MARK}\r\n\r\n").encode()


def send_all(connection, body):
    try:
        connection.sendall(body)
    except OSError:
        pass  # A server that has answered need not read the rest.


def upload(port, body, address="127.0.0.1"):
    """Sends a form; the status, the text of the answer, and the seconds it took. The answer may come before the end."""
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 60, source_address=(address, 0)) as connection:
        threading.Thread(target=send_all, args=(connection, head(len(body)) + body), daemon=True).start()
        answer = b""
        while b"\r\n\r\n" not in answer and (more := connection.recv(65_536)):
            answer += more
        fields, _, text = answer.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", fields)[1])
        while len(text) < length:
            text += connection.recv(65_536)
    return int(fields.split()[1]), text.decode(), time.monotonic() - start


def made(folder, name, *arguments):
    """A recording made by ffmpeg."""
    path = pathlib.Path(folder) / name
    subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *arguments, path], check=True)
    return path.read_bytes()


class Children(threading.Thread):
    """Watches the processes that a server starts: how many at a time, and the memory of all together."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.most, self.memory, self.done = server, 0, 0, threading.Event()
        self.start()

    def run(self):
        pid = self.server.process.pid
        while not self.done.wait(0.02):
            sizes = []
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                try:
                    for child in (task / "children").read_text().split():
                        found = re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{child}/status").read_text())
                        sizes.append(int(found[1]) // 1024 if found else 0)
                except OSError:
                    continue
            self.most, self.memory = max(self.most, len(sizes)), max(self.memory, sum(sizes))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()


class RecordingTests(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="steno-attack-"))

    def test_index_of_gigabytes(self):
        """5 KB of MP4 took 3 GB; now each process ends at its limit, and its client learns why."""
        server = self.enterContext(Server())
        with Children(server) as children, undisturbed(self, server, "indexes of gigabytes"):
            with concurrent.futures.ThreadPoolExecutor(10) as pool:
                answers = list(pool.map(
                    lambda tracks: upload(server.port, form(index_bomb(tracks))), [1, 4, 12, 60, 1, 4, 12, 60, 200, 1]))
        report("index bombs", children=children.most, memory_MiB=children.memory)
        for status, answer, seconds in answers:
            self.assertEqual(status, 400, answer)
            self.assertIn("memory", json.loads(answer)["error"]["message"])
            self.assertLess(seconds, 30)
        # Half of eight for one client, and none comes near its limit: one piece of memory is all it asks for.
        self.assertLessEqual(children.most, 4)
        self.assertLess(children.memory, 4 * 256)

    def test_slow_recordings_leave_others_alone(self):
        """Two slow ones stopped all recordings and /sample.wav: they shared as many threads as there are cores."""
        server = self.enterContext(Server())
        minutes = made(self.folder, "long.m4a", "-f", "lavfi", "-i", "sine=300:d=3600", "-b:a", "24k")
        words = made(self.folder, "words.m4a", "-i", str(CACHE / "speech/jfk.wav"))
        wav = (CACHE / "speech/jfk.wav").read_bytes()
        usual = [upload(server.port, form(words), "127.0.0.2")[2], upload(server.port, form(wav), "127.0.0.2")[2]]
        sockets = []
        with Children(server) as children:
            for _ in range(12):
                connection = connect(server.port)
                body = form(minutes)
                connection.sendall(head(len(body)) + body)
                sockets.append(connection)
            wait_until(lambda: children.most >= 4, "processes")
            during = [upload(server.port, form(words), "127.0.0.2"), upload(server.port, form(wav), "127.0.0.2")]
            start = time.monotonic()
            self.assertEqual(self.sample(server), 200)
            sample = time.monotonic() - start
        for connection in sockets:
            connection.close()
        report(
            "12 slow recordings", another_m4a_s=f"{during[0][2]:.2f} (usually {usual[0]:.2f})",
            another_wav_s=f"{during[1][2]:.2f} (usually {usual[1]:.2f})", sample_wav_s=f"{sample:.3f}", children=children.most)
        self.assertEqual([status for status, _, _ in during], [200, 200], during)
        self.assertLess(max(seconds for _, _, seconds in during), 10 + 10 * max(usual))
        self.assertLess(sample, 1)
        self.assertLessEqual(children.most, 5)
        # Those whose clients have left end at once.
        wait_until(lambda: self.count_children(server) == 0, "the end of all processes")

    def sample(self, server):
        connection = connect(server.port)
        connection.sendall(b"GET /sample.wav HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b""
        while more := connection.recv(65_536):
            answer += more
        connection.close()
        return int(answer.split()[1])

    @staticmethod
    def count_children(server):
        pid = server.process.pid
        return sum(
            len((task / "children").read_text().split()) for task in pathlib.Path(f"/proc/{pid}/task").iterdir())

    def test_recording_of_many_hours(self):
        """Whichever reader has it, and whether it says so or not."""
        server = self.enterContext(Server("--max-recording-minutes", "30"))
        silence = ["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t"]
        recordings = {
            name: made(self.folder, name, *silence, *options) for name, options in {
                "hours.flac": ["36000"], "hours.ogg": ["3600", "-c:a", "libopus", "-b:a", "6k"],
                "hours.m4a": ["3600", "-b:a", "8k"], "hours.webm": ["3600", "-c:a", "libopus", "-b:a", "6k"],
                "hours.mp3": ["3600", "-b:a", "8k"]}.items()}
        for name, recording in recordings.items():
            before = server.processor_time
            with undisturbed(self, server, f"hours of {name[6:]} in {len(recording) // 1024} KiB"):
                status, answer, seconds = upload(server.port, form(recording, name))
            self.assertEqual(status, 400, answer)
            self.assertIn("longer than 30 minutes", answer)
            report(name, seconds=f"{seconds:.2f}", processor_time=f"{server.processor_time - before:.2f}")

    def test_hours_of_gaps_in_a_live_stream(self):
        """60 KB of WebM stand for 16 hours: --max-session-minutes holds for them as well."""
        server = self.enterContext(Server("--max-session-minutes", "10"))
        stream = gaps(2_000)
        before = server.processor_time
        with undisturbed(self, server, f"16 hours of gaps in {len(stream) // 1024} KiB"):
            with Session(server.url + "?encoding=webm") as session:
                session.send(stream)
                code = session.read_to_end(60)
        self.assertEqual((code, session.messages[-1]["code"]), (1008, "session_expired"))
        report("gaps", processor_time=f"{server.processor_time - before:.2f}")

    def test_thousands_of_files_in_a_form(self):
        server = self.enterContext(Server())
        body = b"".join([part("file", b"", "a.wav")] * 100_000) + form(b"")
        before = server.processor_time
        with undisturbed(self, server, "100,000 files in a form"):
            status, answer, seconds = upload(server.port, body)
        self.assertEqual(status, 400)
        self.assertIn("more than one file", answer)
        self.assertLess(seconds, 2)
        report("files", seconds=f"{seconds:.2f}", processor_time=f"{server.processor_time - before:.2f}")

    def test_thousands_of_fields_in_a_form(self):
        server = self.enterContext(Server())
        body = b"".join([part("f" * 15_000, b"")] * 1_500) + form(b"no sound")
        memory = server.memory
        status, answer, _ = upload(server.port, body)
        self.assertEqual(status, 400, answer)
        self.assertLess(server.memory - memory, 12 * 1024)

    def test_killed_server_leaves_no_recording(self):
        server = self.enterContext(Server(environment={"TMPDIR": self.folder}))
        connection = connect(server.port)
        connection.sendall(head(1_000_000) + part("file", bytes(400_000), "a.wav"))
        wait_until(lambda: self.is_received(server), "the upload")
        server.process.kill()
        server.process.wait()
        self.assertEqual(list(pathlib.Path(self.folder).iterdir()), [])

    @staticmethod
    def is_received(server):
        for descriptor in pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir():
            try:
                if "steno-upload" in str(descriptor.readlink()) and descriptor.stat().st_size > 300_000:
                    return True
            except OSError:
                continue
        return False


if __name__ == "__main__":
    unittest.main()
