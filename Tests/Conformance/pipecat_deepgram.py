# SPDX-License-Identifier: Apache-2.0

"""Pipecat's service for Deepgram."""

from checks import check, equal
from pipecat.frames.frames import ErrorFrame, InterimTranscriptionFrame
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat_frames import RATE, play, turn, until
from speech import heard


@check("FW-5", "Pipecat: interim and final texts; what it finalizes is reported as final")
async def pipecat(server):
    def script(it):
        yield from turn(after=0)
        yield from until(lambda: it.finals and it.finals[-1].finalized)

    it = await play(
        DeepgramSTTService(
            api_key=server.key, base_url=server.http, sample_rate=RATE,
            settings=DeepgramSTTService.Settings(endpointing=1_000)),
        script)
    heard(it.text)
    assert it.of(InterimTranscriptionFrame)
    equal(it.of(ErrorFrame), [])
    return f"{len(it.finals)} finals"
