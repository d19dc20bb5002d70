# SPDX-License-Identifier: Apache-2.0

"""One rung of the ladder: a number of streams, what `steno bench` measured with it, and which limits were kept."""

import json
import subprocess
import sys

LIMITS = {
    "live": "final p95 ≤ 1 s, partials ≤ 1 s apart (median)",
    "finals in 3 s": "final p95 ≤ 3 s",
    "keeps up": "text p95 ≤ 5 s behind the voice",
}
"""By name. Besides the times, every session completes and, except for `keeps up`, which counts all text that is shown, no final is lost."""


def measure(server, url, process, streams, arguments, output):
    """The report of `steno bench` with `streams` streams; None if the server took none."""
    command = [arguments.steno, "bench", "--url", url, "--dialect", server.dialect, "--language", arguments.language]
    command += ["--manifest", arguments.manifest, "--only", arguments.only, "--duration", str(arguments.seconds)]
    command += ["--streams", str(streams), "--server-pid", str(process.pid), "--json", output]
    bench = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if bench.returncode:
        print(bench.stderr.strip(), file=sys.stderr)
        return None
    with open(output, encoding="utf8") as file:
        return json.load(file)["runs"][0]["report"]


def figure(report, *path):
    """A figure of a report; None where there is none."""
    for key in path:
        report = (report or {}).get(key)
    return report


def kept(report):
    """The names of the limits that were kept."""
    sessions, words = report["sessions"], report["words"]
    # A late generator says nothing about the server.
    if sessions["completed"] < sessions["requested"] or report["generator"]["is_late"]:
        return []
    final = figure(report, "final_latency", "p95")
    spacing = figure(report, "partial_spacing", "p50")
    # Partials that name no times cannot be placed, and some servers send finals alone.
    behind = figure(report, "partial_lag", "p95") or final
    names = []
    if words["lost_finals"] == 0 and final is not None:
        if final <= 1 and spacing is not None and spacing <= 1:
            names.append("live")
        if final <= 3:
            names.append("finals in 3 s")
    if behind is not None and behind <= 5:
        names.append("keeps up")
    return names
