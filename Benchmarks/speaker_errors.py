# SPDX-License-Identifier: Apache-2.0

"""Errors of who speaks when, counted every 10 ms."""

import numpy

STEP = 160


def marks(turns, frames):
    """For each speaker, whether he speaks in each frame of 10 ms."""
    table = {}
    for start, end, name in turns:
        table.setdefault(name, numpy.zeros(frames, bool))[round(start / STEP) : round(end / STEP)] = True
    return table


def best_pairs(shared):
    """Which found speaker stands for which true one, so that most time fits: over sets of true speakers, for up to 12 of them."""
    true, found = shared.shape
    best = {0: (0, ())}
    for f in range(found):
        following = dict(best)
        for used, (time, pairs) in best.items():
            for t in range(true):
                if not used >> t & 1 and shared[t, f]:
                    key, total = used | 1 << t, time + shared[t, f]
                    if key not in following or following[key][0] < total:
                        following[key] = (total, pairs + ((t, f),))
        best = following
    return max(best.values())[1]


def errors(reference, hypothesis, collar=0.25):
    """Seconds of speech, and of it mislabelled, missed and false: as NIST's md-eval counts them, overlap too.

    Around each start and end of the reference `collar` seconds are not scored.
    """
    end = max([0] + [turn[1] for turn in reference + hypothesis])
    frames = end // STEP + 2
    true, found = marks(reference, frames), marks(hypothesis, frames)
    scored = numpy.ones(frames, bool)
    around = round(collar * 100)
    if around:
        for start, end, _ in reference:
            for edge in (start, end):
                at = round(edge / STEP)
                scored[max(0, at - around) : at + around] = False
    zero = numpy.zeros((0, frames), bool)
    t = numpy.array(list(true.values())) & scored if true else zero
    f = numpy.array(list(found.values())) & scored if found else zero
    shared = (t.astype(int) @ f.T.astype(int)) if len(t) and len(f) else numpy.zeros((len(t), len(f)), int)
    correct = sum(numpy.sum(t[a] & f[b]) for a, b in best_pairs(shared))
    said, claimed = t.sum(axis=0), f.sum(axis=0)
    both = numpy.minimum(said, claimed).sum()
    return {
        "speech": said.sum() / 100,
        "mislabelled": float(both - correct) / 100,
        "missed": numpy.maximum(said - claimed, 0).sum() / 100,
        "false": numpy.maximum(claimed - said, 0).sum() / 100,
    }
