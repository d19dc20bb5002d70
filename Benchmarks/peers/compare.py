#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Steno and its peers on the same recordings, model and machine, in one run: how many live streams each serves, and how well.

  ~/.cache/steno/peers/bin/python compare.py --manifest SPEECH/manifest.tsv --model base [--servers steno,tutorial] > table.md

Each server is started alone, has to transcribe one recording right, and then gets more and more streams from `steno bench`, until a
number breaks all limits. `offline` stands for plain faster-whisper on the whole recordings. Reports, logs and the tables go to --output
as well. ./setup installs the peers; run this with its Python. The generator runs on the same machine: its own use of the processor is
in each report. Nothing else should run meanwhile.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import check  # noqa: E402
import rungs  # noqa: E402
import servers  # noqa: E402
import table  # noqa: E402

CACHE = os.environ.get("STENO_CACHE") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "steno"
)
SAID = "And so my fellow Americans ask not what your country can do for you ask what you can do for your country"
LADDERS = {
    "steno": "8,16,24,32,48,64",
    "whisperlive": "1,2,3,4",
    "whisperlive-batch": "1,2,3,4,6",
    "tutorial": "1,2,3,4,6,8",
}


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def climb(server, ladder, arguments):
    """[(streams, report)], up to the first that breaks all limits."""
    climbed = []
    with servers.running(server, f"{arguments.output}/{server.name}.log") as (process, port):
        url = f"ws://127.0.0.1:{port}"
        heard = check.transcript(server.dialect, url, f"{CACHE}/speech/jfk.wav")
        say(f"{server.title} hears: {heard.strip()}")
        if check.errors(SAID, heard) > 0.2:
            raise SystemExit(f"{server.title} does not transcribe: see {arguments.output}/{server.name}.log")
        for streams in ladder:
            output = f"{arguments.output}/{server.name}-{streams}.json"
            report = rungs.measure(server, url, process, streams, arguments, output)
            if report is None:
                break
            climbed.append((streams, report))
            say(f"{server.title}, {streams} streams: {' | '.join(table.cells(report))}")
            if not rungs.kept(report):
                break
    return climbed


def offline(arguments):
    command = [sys.executable, f"{HERE}/offline.py", "--model", arguments.weights, "--manifest", arguments.manifest]
    command += ["--only", arguments.only, "--limit", "30", "--language", arguments.language, "--threads", "1"]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return report | {"settings": "int8, 1 thread, beam 5"}


def machine():
    with open("/proc/cpuinfo", encoding="utf8") as file:
        name = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores of {name}, load before the run {os.getloadavg()[0]:.2f}, {time.strftime('%Y-%m-%d')}"


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", required=True, help="recordings with texts, as for steno bench")
    parser.add_argument("--only", default="", help="recordings whose name begins so")
    parser.add_argument("--steno", default=".build/release/steno", help="the program")
    parser.add_argument("--model", default="base", help="a model that steno models pull has fetched, in CTranslate2 form")
    parser.add_argument("--compute-type", help="Steno's; the peers compute in int8")
    parser.add_argument("--language", default="en")
    parser.add_argument("--seconds", type=float, default=35, help="of each stream, and what is left of its last recording")
    parser.add_argument("--servers", default="steno,whisperlive,whisperlive-batch,tutorial,offline")
    parser.add_argument("--ladder", action="append", default=[], metavar="SERVER=1,2,4", help="other numbers of streams")
    parser.add_argument("--output", default=".build/peers", help="a folder")
    arguments = parser.parse_args()
    arguments.weights = f"{CACHE}/models/{arguments.model}"
    arguments.ladders = LADDERS | dict(ladder.split("=") for ladder in arguments.ladder)
    return arguments


def main():
    arguments = parse()
    os.makedirs(arguments.output, exist_ok=True)
    about, begun = machine(), time.monotonic()
    wanted = arguments.servers.split(",")
    known = servers.servers(arguments)
    results = []
    for name in wanted:
        if name != "offline":
            results.append((known[name], climb(known[name], map(int, arguments.ladders[name].split(",")), arguments)))
    whole = offline(arguments) if "offline" in wanted else None
    minutes = (time.monotonic() - begun) / 60
    lines = [f"`{arguments.model}`, {arguments.seconds:.0f} s a stream. {about}. The whole took {minutes:.0f} minutes.", ""]
    lines += table.summary(results, whole) + [""] + table.details(results)
    text = "\n".join(lines) + "\n"
    with open(f"{arguments.output}/{arguments.model}.md", "w", encoding="utf8") as file:
        file.write(text)
    print(text, end="")


if __name__ == "__main__":
    main()
