"""Speech, in every form that clients send."""

import functools
import os
import pathlib
import re
import subprocess

CACHE = pathlib.Path(
    os.environ.get("STENO_CACHE") or pathlib.Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "steno")
KENNEDY = CACHE / "speech/jfk.wav"
# What is said in it, in eleven seconds; a model may miss a word or two.
WORDS = "and so my fellow americans ask not what your country can do for you ask what you can do for your country".split()


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


def words(text):
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def heard(text):
    """Checks that a text is what was said, but for two words."""
    found = words(text)
    missed = [word for word in WORDS if word not in found]
    assert len(missed) <= 2 and abs(len(found) - len(WORDS)) <= 3, f"heard: {text!r}"
    return text
