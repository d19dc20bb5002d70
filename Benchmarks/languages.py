#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""In which language recordings are transcribed when it has to be found: the share of utterances in the right one.

  languages.py --manifest SPEECH/manifest.tsv [--only xl/] [--model base] [--speed 4]

The manifest is tab-separated with a header: `file` (relative to it) and `lang`, a code. Each recording is a session, sent with two, five and
all languages to choose from; then recordings of two languages that alternate are one session, sent with `multi`. Needs
`make build`.
"""

import argparse
import csv
import itertools
import json
import pathlib
import re
import subprocess
import tempfile
import wave

HERE = pathlib.Path(__file__).resolve().parent
STENO = HERE.parent / ".build/release/steno"


def rows(manifest, only):
    with open(manifest, encoding="utf8") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in table if row["file"].startswith(only) and row["lang"] != "en"]


def finals(url, file, language, speed):
    """The finals of a session."""
    lines = subprocess.run(
        [STENO, "stream", file, "--url", url, "--json", "--language", language, "--speed", str(speed)],
        capture_output=True, text=True, check=True).stdout.splitlines()
    messages = [json.loads(line) for line in lines if line.startswith("{")]
    return [message for message in messages if message["type"] == "final"]


def candidates(language, languages, count):
    """A language and others, always the same."""
    others = [other for other in ["en", *languages] if other != language]
    return ",".join([language, *others][:count]) if count else "auto"


def joined(files, path):
    """Recordings one after the other, a second apart, at 16 kHz; and where each of them ends."""
    ends = []
    with wave.open(str(path), "wb") as output:
        output.setparams((1, 2, 16_000, 0, "NONE", "NONE"))
        for file in files:
            raw = subprocess.run(
                ["ffmpeg", "-v", "error", "-i", file, "-ac", "1", "-ar", "16000", "-f", "s16le", "-"],
                capture_output=True, check=True).stdout
            output.writeframes(raw + bytes(32_000))
            ends.append(output.tell() / 16_000)
    return ends


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", required=True, type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--model", default="base")
    parser.add_argument("--speed", type=float, default=4)
    options = parser.parse_args()
    clips = rows(options.manifest, options.only)
    languages = sorted({row["lang"] for row in clips})
    server = subprocess.Popen(
        [STENO, "serve", "--model", options.model, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        port = next(match[1] for match in map(re.compile(r"http://127\.0\.0\.1:(\d+)").search, server.stdout) if match)
        url = f"ws://127.0.0.1:{port}"
        measure(options, clips, languages, url)
    finally:
        server.terminate()
        server.wait()


def measure(options, clips, languages, url):
    folder = options.manifest.parent
    for count in [2, 5, 0]:
        right, total, sure, wrong = 0, 0, [], []
        for row in clips:
            found = finals(url, folder / row["file"], candidates(row["lang"], languages, count), options.speed)
            right += sum(final["language"] == row["lang"] for final in found)
            total += len(found)
            wrong += [f'{row["file"]}: {final["language"]}' for final in found if final["language"] != row["lang"]]
            sure += [final["end"] for final in found if final.get("language_probability", 0) >= 0.98][:1]
        sure.sort()
        median = sure[len(sure) // 2] if sure else float("nan")
        print(f"{count or 'all'} languages: {right} of {total} utterances in the right one ({right / total:.1%}); "
              f"98 % sure in {len(sure)} of {len(clips)} recordings, after {median:.1f} s (median)", *wrong, sep="\n    ")
    with tempfile.TemporaryDirectory() as temporary:
        right, total, wrong = 0, 0, []
        for pair in itertools.combinations(languages, 2):
            of = [[row for row in clips if row["lang"] == language][:3] for language in pair]
            order = [row for both in zip(*of) for row in both]
            path = pathlib.Path(temporary) / "stream.wav"
            ends = joined([folder / row["file"] for row in order], path)
            for final in finals(url, path, "multi," + ",".join(pair), options.speed):
                middle = (final["start"] + final["end"]) / 2
                expected = next(row["lang"] for row, end in zip(order, ends) if middle < end)
                right += final["language"] == expected
                total += 1
                if final["language"] != expected:
                    wrong.append(f'{"/".join(pair)} at {final["start"]}: {final["language"]}, not {expected}: {final["text"]}')
        print(f"two languages that alternate: {right} of {total} ({right / total:.1%})", *wrong, sep="\n    ")


if __name__ == "__main__":
    main()
