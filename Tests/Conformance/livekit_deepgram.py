"""LiveKit's plugin for Deepgram."""

import asyncio

import aiohttp
from checks import check
from livekit import rtc
from livekit.agents import stt
from livekit.plugins import deepgram
from speech import convert, heard, silence


def frames(audio, size=1_600):
    for start in range(0, len(audio), size):
        chunk = audio[start : start + size]
        yield rtc.AudioFrame(chunk, sample_rate=16_000, num_channels=1, samples_per_channel=len(chunk) // 2)


@check("FW-4", "LiveKit: interim and final texts, and the end of the stream")
async def livekit(server):
    audio = convert("-ac", "1", "-ar", "16000", "-f", "s16le") + silence(1, 16_000)
    kinds, texts = [], []
    async with aiohttp.ClientSession() as session:
        plugin = deepgram.STT(
            base_url=server.http + "/v1/listen", api_key=server.key, http_session=session, endpointing_ms=500)
        stream = plugin.stream()

        async def speak():
            for frame in frames(audio):
                stream.push_frame(frame)
                await asyncio.sleep(0.05)
            stream.end_input()

        speaking = asyncio.create_task(speak())
        async with asyncio.timeout(60):
            async for event in stream:
                kinds.append(event.type)
                if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
                    texts.append(event.alternatives[0].text)
        await speaking
        await stream.aclose()
        heard(" ".join(texts))
        for kind in ("START_OF_SPEECH", "INTERIM_TRANSCRIPT", "END_OF_SPEECH"):
            assert stt.SpeechEventType[kind] in kinds, (kind, kinds)
        # And a recording.
        answer = await plugin.recognize(list(frames(audio)))
        heard(answer.alternatives[0].text)
    return f"{len(texts)} finals"
