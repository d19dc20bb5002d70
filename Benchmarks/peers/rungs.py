"""One rung of the ladder: a number of streams, what `steno bench` measured of it, and which limits it kept."""

import json
import re
import subprocess

LIMITS = {
    "live": "final p95 ≤ 1 s, partials ≤ 1 s apart (median)",
    "captions": "final p95 ≤ 3 s",
    "keeps up": "text p95 ≤ 5 s behind the voice",
}
"""By name; under each, beside its times, every session is completed and no final is lost, but for `keeps up`, which counts text that is shown, final or not."""


def measure(steno, server, url, process, streams, arguments, output):
    """Puts `streams` streams on the server; the report of `steno bench`, keys in snake case."""
    command = [steno, "bench", "--url", url, "--dialect", server.dialect, "--streams", str(streams)]
    command += ["--manifest", arguments.manifest, "--language", arguments.language]
    command += ["--duration", str(arguments.seconds), "--pid", str(process.pid), "--json", output]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(output, encoding="utf8") as file:
        return snake(json.load(file))


def snake(value):
    if isinstance(value, dict):
        return {re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", key).lower(): snake(item) for key, item in value.items()}
    return [snake(item) for item in value] if isinstance(value, list) else value


def figure(report, *path):
    """A figure of a report; None where there is none."""
    for key in path:
        report = (report or {}).get(key)
    return report


def kept(report):
    """The names of the limits that were kept."""
    sessions, words = report["sessions"], report["words"]
    if sessions["completed"] < sessions["requested"]:
        return []
    final = figure(report, "final_latency", "p95")
    spacing = figure(report, "partial_spacing", "p50")
    # Partials that name no times cannot be placed, and some servers send finals alone.
    behind = figure(report, "partial_lag", "p95") or final
    names = []
    if behind is not None and behind <= 5:
        names.append("keeps up")
    if words["lost_finals"] == 0 and final is not None:
        if final <= 3:
            names.append("captions")
        if final <= 1 and spacing is not None and spacing <= 1:
            names.append("live")
    return names
