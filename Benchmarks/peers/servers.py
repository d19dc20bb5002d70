# SPDX-License-Identifier: Apache-2.0

"""The servers that are compared: how each is started, and what it is."""

import contextlib
import dataclasses
import importlib.metadata
import os
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclasses.dataclass(frozen=True)
class Server:
    name: str
    """How it is called on the command line."""
    title: str
    """How it is called in the table, with its version."""
    dialect: str
    """What `steno bench` calls its protocol."""
    settings: str
    """What it computes with, for the table."""
    command: list
    """What starts it; {port} stands for the port."""


def servers(arguments):
    """All that can be compared, by name."""
    python, model = os.sys.executable, arguments.weights
    cores = str(os.cpu_count())
    compute = ["--compute-type", arguments.compute_type] if arguments.compute_type else []
    whisperlive = [python, f"{HERE}/whisperlive_server.py", "--model", model, "--port", "{port}", "--threads", cores]
    version = importlib.metadata.version
    found = [
        Server(
            "steno",
            f"Steno {steno_version(arguments.steno)}",
            "steno",
            arguments.compute_type or "its default",
            [arguments.steno, "serve", "--port", "{port}", "--model", model, "--log-level", "warning", *compute],
        ),
        Server(
            "whisperlive",
            f"WhisperLive {version('whisper-live')}",
            "whisperlive",
            f"int8, 1 × {cores} threads, beam 5",
            whisperlive,
        ),
        Server(
            "whisperlive-batch",
            f"WhisperLive {version('whisper-live')}, batches",
            "whisperlive",
            f"int8, 1 × {cores} threads, greedy",
            whisperlive + ["--batch"],
        ),
        Server(
            "tutorial",
            f"3 s loop on faster-whisper {version('faster-whisper')}",
            "steno",
            f"int8, {cores} × 1 thread, greedy",
            [python, f"{HERE}/tutorial_server.py", "--model", model, "--port", "{port}", "--parallel", cores],
        ),
    ]
    return {server.name: server for server in found}


def steno_version(program):
    return subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()


@contextlib.contextmanager
def running(server, log):
    """Runs a server: its process and the port that it listens on. What it says goes to the file `log`."""
    port = free_port()
    command = [word.format(port=port) for word in server.command]
    with open(log, "w", encoding="utf8") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for(port, process, log)
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, process, log, patience=120):
    """Waits until somebody listens on the port."""
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise SystemExit(f"The server does not listen: see {log}")
