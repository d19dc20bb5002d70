# SPDX-License-Identifier: Apache-2.0

"""A pipeline of one of Pipecat's services."""

import time

from pipecat.frames.frames import (
    Frame, InputAudioRawFrame, TranscriptionFrame, VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame)
from pipecat.observers.base_observer import BaseObserver
from pipecat.tests.utils import SleepFrame, run_test
from speech import pcm, silence, words

RATE = 16_000


class Heard(BaseObserver):
    """What a service has told so far."""

    def __init__(self, service):
        super().__init__()
        self.service = service
        self.frames: list[Frame] = []

    async def on_push_frame(self, data):
        if data.source is self.service:
            self.frames.append(data.frame)

    def of(self, kind):
        return list({frame.id: frame for frame in self.frames if isinstance(frame, kind)}.values())

    @property
    def finals(self):
        return self.of(TranscriptionFrame)

    @property
    def text(self):
        return " ".join(frame.text for frame in self.finals)


def turn(after=0.5):
    """Somebody speaks, as a local voice activity detection would tell it."""
    yield VADUserStartedSpeakingFrame()
    audio = pcm(RATE) + silence(after, RATE)
    for start in range(0, len(audio), 3_200):
        yield InputAudioRawFrame(audio[start : start + 3_200], RATE, 1)
        yield SleepFrame(sleep=0.1)
    yield VADUserStoppedSpeakingFrame()


def until(condition, seconds=60):
    """Waits with the pipeline open."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        yield SleepFrame(sleep=0.05)


async def play(service, script):
    """Runs the frames that a function of what was heard gives; returns what was heard."""
    heard = Heard(service)
    await run_test(service, frames_to_send=script(heard), observers=[heard], start_timeout=30)
    return heard


def whole(heard, times=1):
    """Whether all has been told that was said so many times, but for two words."""
    return lambda: len(words(heard.text)) >= times * 20
