# SPDX-License-Identifier: Apache-2.0

"""Audio as LiveKit's plugins take it."""

import asyncio

from livekit import rtc
from speech import pcm, silence

RATE = 16_000


def frames(audio, milliseconds=50):
    size = RATE // 1_000 * milliseconds * 2
    for start in range(0, len(audio), size):
        chunk = audio[start : start + size]
        yield rtc.AudioFrame(chunk, sample_rate=RATE, num_channels=1, samples_per_channel=len(chunk) // 2)


def turn(seconds=1.0):
    """Something said, and a silence behind it."""
    return pcm(RATE) + silence(seconds, RATE)


async def speak(stream, audio):
    """As a microphone does it."""
    for frame in frames(audio):
        stream.push_frame(frame)
        await asyncio.sleep(0.05)
