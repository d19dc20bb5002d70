# SPDX-License-Identifier: Apache-2.0

"""LiveKit's plugin for OpenAI: Realtime, and recordings."""

import asyncio
import contextlib
import time

from checks import check, equal
from livekit.agents import utils
from livekit.agents.stt import SpeechEventType as Event
from livekit.plugins import openai
from livekit.plugins.openai import stt as plugin
from livekit_frames import frames, speak, turn
from speech import WORDS, heard, words


class Listener:
    """Collects what a stream tells."""

    def __init__(self, stream):
        self.stream = stream
        self.finals = {}
        self.kinds = []
        self.first_interim = None

    async def until(self, complete, seconds=60):
        """Reads until a question about what came is answered with yes."""
        async with asyncio.timeout(seconds):
            while not complete(self):
                event = await anext(self.stream)
                self.kinds.append(event.type)
                if event.type == Event.INTERIM_TRANSCRIPT:
                    self.first_interim = self.first_interim or time.monotonic()
                if event.type == Event.FINAL_TRANSCRIPT:
                    assert event.request_id not in self.finals, "two finals of one turn"
                    self.finals[event.request_id] = event.alternatives[0].text

    @property
    def text(self):
        return " ".join(self.finals.values())


@contextlib.asynccontextmanager
async def stream(server, **options):
    async with utils.http_context.open():
        stt = openai.STT(base_url=server.http + "/v1", api_key=server.key, use_realtime=True, **options)
        stream = stt.stream()
        try:
            yield Listener(stream)
        finally:
            await stream.aclose()
            await stt.aclose()


def said(times):
    """Whether nearly all words have come so many times, and no turn is open."""
    return lambda it: (
        len(words(it.text)) >= times * (len(WORDS) - 2)
        and it.kinds.count(Event.START_OF_SPEECH) == it.kinds.count(Event.END_OF_SPEECH))


@check("FW-1", "LiveKit, Realtime: texts during speech, one final per turn")
async def realtime(server):
    async with stream(server) as it:
        start = time.monotonic()
        speaking = asyncio.create_task(speak(it.stream, turn(2)))
        await it.until(lambda it: it.first_interim)
        assert not speaking.done(), "nothing was told before the end"
        await it.until(said(1))
        await speaking
        heard(it.text)
        for kind in (Event.START_OF_SPEECH, Event.END_OF_SPEECH, Event.RECOGNITION_USAGE):
            assert kind in it.kinds, (kind, it.kinds)
        return f"{len(it.finals)} finals, the first words after {it.first_interim - start:.1f} s of speech"


@check("FW-2", "LiveKit, Realtime: its own reconnection loses nothing")
async def again(server):
    # It changes after ten minutes; here with the next final.
    longest, plugin._max_session_duration = plugin._max_session_duration, 0
    try:
        # What it sent before the final is not sent again, so that one turn has to have all.
        async with stream(server, turn_detection={"type": "server_vad", "silence_duration_ms": 1_500}) as it:
            for count in (1, 2):
                await speak(it.stream, turn(3))
                await it.until(said(count))
            equal(len(it.finals), 2)
            for text in it.finals.values():
                heard(text)
    finally:
        plugin._max_session_duration = longest


@check("FW-6", "LiveKit, Realtime: turns that LiveKit's own voice activity detection ends")
async def committed(server):
    async with stream(server, model="gpt-realtime-whisper") as it:
        await speak(it.stream, turn(2))
        await it.until(said(1))
        heard(it.text)
        assert Event.INTERIM_TRANSCRIPT in it.kinds, it.kinds
        return f"{len(it.finals)} finals"


@check("FW-7", "LiveKit: recordings, `json` and `verbose_json`")
async def recordings(server):
    languages = []
    for model in ("gpt-4o-mini-transcribe", "whisper-1"):
        stt = openai.STT(base_url=server.http + "/v1", api_key=server.key, model=model, detect_language=True)
        event = await stt.recognize(list(frames(turn())))
        equal(event.type, Event.FINAL_TRANSCRIPT)
        heard(event.alternatives[0].text)
        languages.append(str(event.alternatives[0].language))
    equal(languages[-1], "en")
