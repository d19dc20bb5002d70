"""Checks a real server with the official clients: run.py [--model base] [--client deepgram-sdk] [RE-1 OA- …]. Prints the table for
docs/compatibility.md."""

import argparse
import importlib
import importlib.metadata
import sys

from checks import run
from server import Server

# By the distribution that the checks need.
CHECKS = {"openai": ["openai_realtime", "openai_rest"], "deepgram-sdk": ["deepgram_listen"]}

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="base")
parser.add_argument("--client", choices=CHECKS, action="append", help="this one alone; may be given again")
parser.add_argument("checks", nargs="*", help="beginnings of numbers, such as RE- or OA-1")
arguments = parser.parse_args()
for client in arguments.client or CHECKS:
    print(client, importlib.metadata.version(client), file=sys.stderr)
    for module in CHECKS[client]:
        importlib.import_module(module)
print(f"model {arguments.model}", file=sys.stderr)
with Server(arguments.model) as server:
    sys.exit(1 if run(server, arguments.checks) else 0)
