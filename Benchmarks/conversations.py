# SPDX-License-Identifier: Apache-2.0

"""Conversations composed of readers: who speaks when is known to the sample."""

import random
import subprocess

import numpy

RATE = 16000


def samples(path):
    """A recording as 16 kHz mono floats, by ffmpeg."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
    return numpy.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, dtype="<f4")


def voiced(audio):
    """Whether somebody speaks, for every 10 ms of a clean reading: louder than its noise, with gaps under 0.2 s filled."""
    frames = len(audio) // 160
    level = 10 * numpy.log10(numpy.mean(audio[: frames * 160].reshape(frames, 160) ** 2, axis=1) + 1e-10)
    loud = level > max(numpy.percentile(level, 95) - 30, -65)
    active = numpy.convolve(loud, numpy.ones(5), "same") >= 2
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[1], active, [1]])))
    for start, end in zip(edges[::2], edges[1::2]):
        if end - start < 20:
            active[start:end] = True
    return active


def quiet_point(audio, near):
    """The quietest 20 ms within 0.15 s: where a turn is cut."""
    start = max(0, near - 2400)
    part = audio[start : near + 2400]
    if len(part) < 640:
        return min(near, len(audio))
    energy = numpy.convolve(part**2, numpy.ones(320), "valid")
    return start + int(numpy.argmin(energy)) + 160


def compose(readers, seed, overlap=0.0, shortest=0.5, longest=8.0):
    """A conversation of readers, a dictionary from name to samples, each used once; nobody answers himself.

    Turns last `shortest` to `longest` seconds, short ones as often as long ones by the logarithm. Between two of them lie up to
    0.6 s, or with `overlap` so much of the time belongs to two. Returns the samples, and (start, end, name) in samples for each
    stretch of speech.
    """
    rng = random.Random(seed)
    left = {}
    for name, audio in readers.items():
        level = numpy.sqrt(numpy.mean(audio**2)) + 1e-9
        left[name] = audio / level * 10 ** (rng.uniform(-30, -22) / 20)
    position, last, pieces = RATE // 2, None, []
    while True:
        names = [name for name in left if name != last and len(left[name]) > RATE // 2]
        if not names:
            break
        # Who has most left speaks sooner: nobody remains alone at the end.
        last = max(names, key=lambda name: len(left[name]) * rng.random())
        length = int(RATE * shortest * (longest / shortest) ** rng.random())
        cut = quiet_point(left[last], length) if length < len(left[last]) - RATE // 2 else len(left[last])
        turn, left[last] = left[last][:cut], left[last][cut:]
        if pieces and overlap and rng.random() < 0.5:
            position = max(pieces[-1][0], position - int(min(2 * overlap * len(turn) * 1.2, 1.5 * RATE)))
        elif pieces:
            position += int(rng.uniform(0, 0.6) * RATE)
        pieces.append((position, last, turn))
        position += len(turn)
    end = max(start + len(turn) for start, _, turn in pieces) + RATE
    noise = numpy.random.default_rng(seed).standard_normal(end) * 10 ** (-70 / 20)
    mixture = noise.astype(numpy.float32)
    speech = []
    for start, name, turn in pieces:
        mixture[start : start + len(turn)] += turn
        active = voiced(turn)
        edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[0], active, [0]])))
        speech += [(start + 160 * int(a), start + 160 * int(b), name) for a, b in zip(edges[::2], edges[1::2])]
    return mixture, speech


def telephone(audio):
    """300 to 3400 Hz, µ-law at 8 kHz."""
    spectrum = numpy.fft.rfft(audio[: len(audio) // 2 * 2])
    hertz = numpy.fft.rfftfreq(len(audio) // 2 * 2, 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    narrow = numpy.clip(numpy.fft.irfft(spectrum)[::2], -1, 1)
    coded = numpy.round(numpy.sign(narrow) * numpy.log1p(255 * numpy.abs(narrow)) / numpy.log(256) * 127) / 127
    decoded = numpy.sign(coded) * (256 ** numpy.abs(coded) - 1) / 255
    # Zeros between the samples, and nothing above 4 kHz: the same sound at 16 kHz.
    spectrum = numpy.zeros(len(decoded) + 1, complex)
    spectrum[: len(decoded) // 2 + 1] = 2 * numpy.fft.rfft(decoded)
    return numpy.fft.irfft(spectrum).astype(numpy.float32)


def noisy(audio, seed, decibels=10):
    """Pink noise, so much below the mean power of the speech."""
    rng = numpy.random.default_rng(seed)
    spectrum = numpy.fft.rfft(rng.standard_normal(len(audio)))
    spectrum /= numpy.sqrt(numpy.maximum(1, numpy.arange(len(spectrum))))
    noise = numpy.fft.irfft(spectrum, len(audio))
    loud = audio[numpy.abs(audio) > 0.003]
    power = numpy.mean(loud**2) if len(loud) else 1e-6
    return (audio + noise * numpy.sqrt(power / numpy.mean(noise**2) / 10 ** (decibels / 10))).astype(numpy.float32)
