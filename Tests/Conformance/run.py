# SPDX-License-Identifier: Apache-2.0

"""Checks a real server with the official clients: run.py [--model base] --client openai [RE-1 OA- …]. Prints the table for
docs/compatibility.md."""

import argparse
import importlib
import importlib.metadata
import sys

from checks import chosen, run
from server import Server

# By the distribution that the checks need.
MODULES = {
    "openai": ["openai_realtime", "openai_rest"],
    "deepgram-sdk": ["deepgram_listen"],
    "livekit-plugins-deepgram": ["livekit_deepgram"],
    "livekit-plugins-openai": ["livekit_openai"],
    "pipecat-ai": ["pipecat_deepgram", "pipecat_openai"],
    "vosk": ["vosk_transcriber"],
    "websockets": ["vosk_socket", "server_wide", "server_limits", "rest_wide", "wyoming_wide", "bad_input", "live_formats",
                   "live_speech"],
    "whisper-live": ["whisperlive"],
    "wyoming": ["wyoming_asr"],
}

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="base")
parser.add_argument("--client", choices=MODULES, action="append", required=True, help="may be given again")
parser.add_argument("checks", nargs="*", help="beginnings of numbers, such as RE- or OA-1")
arguments = parser.parse_args()
for client in arguments.client:
    for module in MODULES[client]:
        importlib.import_module(module)
if not chosen(arguments.checks):
    sys.exit(0)
clients = [f"{client} {importlib.metadata.version(client)}" for client in arguments.client]
print(f"{', '.join(clients)}, model {arguments.model}", file=sys.stderr)
with Server(arguments.model) as server:
    sys.exit(1 if run(server, arguments.checks) else 0)
