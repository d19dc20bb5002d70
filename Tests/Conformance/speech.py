# SPDX-License-Identifier: Apache-2.0

"""Speech, in every form that clients send."""

import functools
import os
import pathlib
import subprocess

from kennedy import SENTENCE, words

CACHE = pathlib.Path(
    os.environ.get("STENO_CACHE") or pathlib.Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "steno")
KENNEDY = CACHE / "speech/jfk.wav"
WORDS = SENTENCE.split()


@functools.cache
def convert(*arguments, source=KENNEDY):
    """The recording as ffmpeg writes it with some arguments."""
    return subprocess.run(
        ["ffmpeg", "-v", "error", "-i", source, *arguments, "-"], check=True, capture_output=True).stdout


def pcm(rate=24_000, codec="s16le"):
    """Raw samples, mono; codec is s16le, mulaw or alaw."""
    return convert("-ac", "1", "-ar", str(rate), "-f", codec)


def silence(seconds, rate=24_000):
    return bytes(int(seconds * rate) * 2)


def heard(text):
    """Checks that a text is what was said, but for two words."""
    found = words(text)
    missed = [word for word in WORDS if word not in found]
    assert len(missed) <= 2 and abs(len(found) - len(WORDS)) <= 3, f"heard: {text!r}"
    return text
