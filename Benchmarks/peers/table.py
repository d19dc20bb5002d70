# SPDX-License-Identifier: Apache-2.0

"""The tables for docs/performance.md."""

from rungs import LIMITS, figure, kept


def capacity(rungs, limit):
    """The most streams with which the limit was kept, as far as was tried, and as long as it was kept with fewer too."""
    most = 0
    for streams, report in rungs:
        if limit not in kept(report):
            return str(most) if most or streams == 1 else f"< {streams}"
        most = streams
    return f"≥ {most}" if rungs else "0"


def summary(results, offline):
    """A row for each server: `results` is a list of (server, [(streams, report)])."""
    lines = ["| server | computes with | " + " | ".join(f"streams, {name}" for name in LIMITS) + " |"]
    lines.append("| --- | --- |" + " --- |" * len(LIMITS))
    for server, rungs in results:
        counts = " | ".join(capacity(rungs, limit) for limit in LIMITS)
        lines.append(f"| {server.title} | {server.settings} | {counts} |")
    lines.append("")
    lines += [f"- {name}: {meaning}" for name, meaning in LIMITS.items()]
    if offline:
        lines += [
            "",
            f"Plain faster-whisper ({offline['settings']}) on {offline['recordings']} whole recordings, "
            f"{offline['audio_seconds']:.0f} s: WER {100 * offline['error_rate']:.1f} %, "
            f"{offline['processor_seconds_per_audio_second']:.2f} s of processor time per second of audio, "
            f"{offline['peak_memory'] / 1e6:.0f} MB.",
        ]
    return lines


def details(results):
    """A row for each rung."""
    lines = [
        "| server | streams | final p50 / p95 s | lost | first text p50 s | partials apart p50 s | partial lag p95 s "
        "| WER % | processor s per audio s | peak MB | kept |",
        "|" + " --- |" * 11,
    ]
    for server, rungs in results:
        for streams, report in rungs:
            lines.append(f"| {server.title} | {streams} | " + " | ".join(cells(report)) + " |")
    return lines


def cells(report):
    sessions, words = report["sessions"], report["words"]
    troubled = sessions["requested"] - sessions["completed"]
    return [
        f"{seconds(report, 'final_latency', 'p50')} / {seconds(report, 'final_latency', 'p95')}",
        f"{words['lost_finals']} of {words['recordings']}" + (f", {troubled} streams" if troubled else ""),
        seconds(report, "first_text", "p50"),
        seconds(report, "partial_spacing", "p50"),
        seconds(report, "partial_lag", "p95"),
        number(figure(report, "words", "error_rate"), 100, 1),
        number(figure(report, "server", "processor_seconds_per_audio_second"), 1, 2),
        number(figure(report, "server", "peak_memory"), 1e-6, 0),
        ", ".join(kept(report)) or "–",
    ]


def seconds(report, *path):
    return number(figure(report, *path), 1, 2)


def number(value, factor, digits):
    return "–" if value is None else f"{value * factor:.{digits}f}"
