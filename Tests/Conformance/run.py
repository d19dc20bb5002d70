"""Checks a real server with the official clients: run.py [--model base] [RE-1 OA- …]. Prints the table for docs/compatibility.md."""

import argparse
import sys
from importlib.metadata import version

import openai_realtime  # noqa: F401
import openai_rest  # noqa: F401
import vosk  # noqa: F401
import whisperlive  # noqa: F401
import wyoming_asr  # noqa: F401
from checks import run
from server import Server

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="base")
parser.add_argument("checks", nargs="*", help="beginnings of numbers, such as RE- or OA-1")
arguments = parser.parse_args()
clients = " ".join(f"{name} {version(name)}" for name in ("openai", "whisper-live", "wyoming"))
print(f"{clients}, model {arguments.model}", file=sys.stderr)
with Server(arguments.model) as server:
    sys.exit(1 if run(server, arguments.checks) else 0)
