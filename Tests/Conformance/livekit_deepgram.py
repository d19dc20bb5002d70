# SPDX-License-Identifier: Apache-2.0

"""LiveKit's plugin for Deepgram."""

import asyncio

import aiohttp
from checks import check
from livekit.agents import stt
from livekit.plugins import deepgram
from livekit_frames import frames, speak, turn
from speech import heard


@check("FW-4", "LiveKit: interim and final texts, and the end of the stream; a recording")
async def livekit(server):
    kinds, texts = [], []
    async with aiohttp.ClientSession() as session:
        plugin = deepgram.STT(
            base_url=server.http + "/v1/listen", api_key=server.key, http_session=session, endpointing_ms=500)
        stream = plugin.stream()

        async def say():
            await speak(stream, turn())
            stream.end_input()

        speaking = asyncio.create_task(say())
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
        answer = await plugin.recognize(list(frames(turn())))
        heard(answer.alternatives[0].text)
    return f"{len(texts)} finals"
