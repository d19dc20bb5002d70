# SPDX-License-Identifier: Apache-2.0

"""Pipecat's services for OpenAI."""

from checks import check, equal
from pipecat.frames.frames import (
    ErrorFrame, InterimTranscriptionFrame, ProposedUserStartedSpeakingFrame, ProposedUserStoppedSpeakingFrame,
    VADUserStoppedSpeakingFrame)
from pipecat.services.openai.stt import OpenAIRealtimeSTTService, OpenAISTTService
from pipecat_frames import RATE, play, turn, until, whole
from speech import heard, words


def realtime(server, **options):
    return OpenAIRealtimeSTTService(
        api_key=server.key, base_url=server.ws + "/v1/realtime", sample_rate=RATE, **options)


@check("FW-3", "Pipecat, Realtime: a commit of nothing does not end its service, which would reconnect")
async def short(server):
    connections = []

    def script(it):
        yield from turn()
        yield from until(whole(it))
        # A click, after which there is nothing to commit; it connects anew on any error.
        yield VADUserStoppedSpeakingFrame()
        yield from until(lambda: len(connections) == 2)
        yield from turn()
        yield from until(whole(it, 2))

    service = realtime(server)
    service.add_event_handler("on_connected", connections.append)
    it = await play(service, script)
    heard(" ".join(words(it.text)[len(words(it.text)) // 2 :]))
    return it.of(ErrorFrame)[0].error


@check("FW-8", "Pipecat, Realtime: interim and final texts, turns by Pipecat or by the server")
async def turns(server):
    def script(it):
        yield from turn(after=2)
        yield from until(whole(it))

    it = await play(realtime(server), script)
    heard(it.text)
    equal(it.of(ErrorFrame), [])
    assert it.of(InterimTranscriptionFrame)
    it = await play(
        realtime(
            server, turn_detection={"type": "server_vad"},
            settings=OpenAIRealtimeSTTService.Settings(model="gpt-transcribe")),
        script)
    heard(it.text)
    equal(it.of(ErrorFrame), [])
    assert it.of(InterimTranscriptionFrame)
    assert it.of(ProposedUserStartedSpeakingFrame) and it.of(ProposedUserStoppedSpeakingFrame)
    return f"{len(it.finals)} finals"


@check("FW-9", "Pipecat: a recording for each turn")
async def recordings(server):
    def script(it):
        yield from turn()
        yield from until(lambda: it.finals)

    it = await play(OpenAISTTService(api_key=server.key, base_url=server.http + "/v1", sample_rate=RATE), script)
    equal(it.of(ErrorFrame), [])
    return heard(it.text)
