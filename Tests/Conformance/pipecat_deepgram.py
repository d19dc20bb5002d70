"""Pipecat's service for Deepgram."""

from checks import check
from pipecat.frames.frames import (
    InputAudioRawFrame, InterimTranscriptionFrame, TranscriptionFrame, VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame)
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.tests.utils import SleepFrame, run_test
from speech import convert, heard


@check("FW-5", "Pipecat: interim and final texts; what it asks to be final is told to be")
async def pipecat(server):
    audio = convert("-ac", "1", "-ar", "16000", "-f", "s16le")
    service = DeepgramSTTService(
        api_key=server.key, base_url=server.http, sample_rate=16_000,
        settings=DeepgramSTTService.Settings(endpointing=1_000))
    frames = [SleepFrame(sleep=1), VADUserStartedSpeakingFrame()]
    for start in range(0, len(audio), 3_200):
        frames += [InputAudioRawFrame(audio[start : start + 3_200], 16_000, 1), SleepFrame(sleep=0.1)]
    frames += [VADUserStoppedSpeakingFrame(), SleepFrame(sleep=5)]
    down, up = await run_test(service, frames_to_send=frames, start_timeout=30)
    finals = [frame for frame in down if isinstance(frame, TranscriptionFrame)]
    heard(" ".join(frame.text for frame in finals))
    assert any(isinstance(frame, InterimTranscriptionFrame) for frame in down)
    assert finals[-1].finalized, finals[-1]
    assert not [frame for frame in up if "Error" in type(frame).__name__], up
    return f"{len(finals)} finals"
