# SPDX-License-Identifier: Apache-2.0

"""OpenAI's Realtime interface, by the official client and by hand."""

import asyncio
import base64
import contextlib
import json
import time

import openai
import websockets
from checks import check, equal
from speech import WORDS, heard, pcm, silence, words

PATH = "/v1/realtime?intent=transcription"
KIND = "conversation.item.input_audio_transcription."
MANUAL = {"type": "session.update", "session": {"type": "transcription", "audio": {"input": {"turn_detection": None}}}}
COMMIT = {"type": "input_audio_buffer.commit"}


class Session:
    """A connection by hand: sends events, reads events."""

    def __init__(self, socket):
        self.socket = socket
        self.events = []

    async def send(self, *events):
        for event in events:
            await self.socket.send(event if isinstance(event, str) else json.dumps(event))

    async def append(self, audio, size=4_800):
        for start in range(0, len(audio), size):
            await self.send(append(audio[start : start + size]))

    async def read(self, timeout=30):
        self.events.append(json.loads(await asyncio.wait_for(self.socket.recv(), timeout)))
        return self.events[-1]

    async def until(self, kind, timeout=30):
        """Reads up to an event of a type; returns all events on the way."""
        events = [await self.read(timeout)]
        while events[-1]["type"] != kind:
            events.append(await self.read(timeout))
        return events


def append(audio):
    return {"type": "input_audio_buffer.append", "audio": base64.b64encode(audio).decode()}


@contextlib.asynccontextmanager
async def session(server, path=PATH, key=None, **options):
    headers = {"Authorization": f"Bearer {key or server.key}"}
    async with websockets.connect(
        server.ws + path, additional_headers=headers, max_size=None, **options) as socket:
        yield Session(socket)


def types(events):
    return [event["type"].removeprefix("input_audio_buffer.").removeprefix("conversation.").removeprefix(
        "item.input_audio_transcription.") for event in events]


@check("OA-1", "session.created comes first and by itself")
async def created(server):
    async with session(server) as it:
        event = await it.read()
        equal((event["type"], event["session"]["type"]), ("session.created", "transcription"))


@check("OA-2", "intent and model together")
async def model(server):
    async with session(server, PATH + "&model=foo") as it:
        equal((await it.read())["session"]["audio"]["input"]["transcription"]["model"], "foo")


@check("OA-3", "a key in a subprotocol, never echoed")
async def subprotocol(server):
    async with websockets.connect(
        server.ws + PATH, subprotocols=["realtime", f"openai-insecure-api-key.{server.key}"]) as socket:
        equal(socket.response.headers.get_all("Sec-WebSocket-Protocol"), ["realtime"])
        assert server.key not in str(socket.response.headers)
        equal(json.loads(await socket.recv())["type"], "session.created")
    assert server.key not in server.text()


@check("OA-4", "a wrong key: 401, or in a browser an error and close code 3000")
async def wrong_key(server):
    try:
        async with session(server, key="sk-wrong"):
            raise AssertionError("let in")
    except websockets.InvalidStatus as error:
        equal(error.response.status_code, 401)
        equal(json.loads(error.response.body)["error"]["code"], "invalid_api_key")
    async with websockets.connect(
        server.ws + PATH, subprotocols=["realtime", "openai-insecure-api-key.wrong"]) as socket:
        event = json.loads(await socket.recv())
        equal((event["type"], event["error"]["code"]), ("error", "invalid_api_key"))
        try:
            await socket.recv()
            raise AssertionError("open")
        except websockets.ConnectionClosed as error:
            equal((error.rcvd.code, error.rcvd.reason), (3000, "invalid_request_error.invalid_api_key"))


@check("OA-5", "session.update: one session.updated with all that is in force")
async def update(server):
    async with session(server) as it:
        await it.read()
        change = {"transcription": {"model": "whisper-1", "prompt": "Kennedy"}, "turn_detection": None}
        await it.send({"type": "session.update", "session": {"type": "transcription", "audio": {"input": change}}})
        updated = await it.read()
        equal(updated["type"], "session.updated")
        shown = updated["session"]["audio"]["input"]
        equal(shown["turn_detection"], None)
        equal((shown["transcription"]["model"], shown["transcription"]["prompt"]), ("whisper-1", "Kennedy"))
        equal(shown["format"], {"type": "audio/pcm", "rate": 24_000})
        await it.send({"type": "input_audio_buffer.clear"})
        equal((await it.read())["type"], "input_audio_buffer.cleared")


@check("OA-6", "session.update without a type and with unknown fields")
async def lenient(server):
    async with session(server) as it:
        await it.read()
        await it.send({"type": "session.update", "session": {"colour": "blue", "audio": {"output": {"voice": "x"}}}})
        equal((await it.read())["type"], "session.updated")


@check("OA-7", "appends of 1 s and of 15 MiB, empty ones, odd numbers of bytes")
async def sizes(server):
    async with session(server) as it:
        await it.read()
        await it.send(MANUAL, append(b""), append(silence(1)))
        for size in (1, 3, 1, 999):
            await it.send(append(bytes(size)))
        audio = pcm()
        await it.append(audio, size=4_801)
        await it.send(COMMIT)
        text = (await it.until(KIND + "completed"))[-1]["transcript"]
        await it.send(append(bytes(15 << 20)), COMMIT)
        equal((await it.until(KIND + "completed", 120))[-1]["usage"]["seconds"], (15 << 20) / 48_000 // 0.001 / 1_000)
        return heard(text)


@check("OA-8", "an append has no answer")
async def quiet(server):
    async with session(server) as it:
        await it.read()
        await it.send(MANUAL, append(silence(1)), {"type": "input_audio_buffer.clear"})
        equal(types(await it.until("input_audio_buffer.cleared")), ["session.updated", "cleared"])


@check("OA-9", "speech and silence: the order of events, one item for a turn, times of the audio")
async def order(server):
    async with session(server) as it:
        await it.read()
        # As fast as it can be sent.
        await it.append(silence(1) + pcm() + silence(2))
        text = ""
        while len(words(text)) < len(WORDS) - 2:
            text += " " + (await it.until(KIND + "completed"))[-1]["transcript"]
        end = 0
        for item in dict.fromkeys(event["item_id"] for event in it.events if "item_id" in event):
            turn = [e for e in it.events if item in (e.get("item_id"), e.get("item", {}).get("id"))]
            kinds = [kind for kind in types(turn) if kind != "delta"]
            expected = ["speech_started", "speech_stopped", "committed", "item.added", "item.done", "completed"]
            equal(kinds, expected[: len(kinds)])
            if len(kinds) == len(expected):
                start, stop = turn[0]["audio_start_ms"], next(e for e in turn if "audio_end_ms" in e)["audio_end_ms"]
                assert end <= start < stop <= 14_000, (end, start, stop)
                end = stop
        assert 700 <= it.events[1]["audio_start_ms"] <= 1_600, it.events[1]
        return heard(text)


@check("OA-10", "turn_detection null: nothing before a commit")
async def manual(server):
    async with session(server) as it:
        await it.read()
        await it.send(MANUAL)
        await it.append(pcm() + silence(2))
        await it.send(COMMIT)
        events = await it.until(KIND + "completed")
        equal(types(events)[:4], ["session.updated", "committed", "item.added", "item.done"])
        assert set(types(events)[4:-1]) == {"delta"}
        return heard(events[-1]["transcript"])


@check("OA-11", "a commit of less than 100 ms: one error, and the session goes on")
async def short(server):
    async with session(server) as it:
        await it.read()
        await it.send(MANUAL, append(silence(0.05)), {**COMMIT, "event_id": "mine"})
        error = (await it.until("error"))[-1]["error"]
        equal((error["code"], error["event_id"]), ("input_audio_buffer_commit_empty", "mine"))
        await it.append(pcm())
        await it.send(COMMIT)
        heard((await it.until(KIND + "completed"))[-1]["transcript"])
        return error["message"]


@check("OA-12", "previous_item_id")
async def previous(server):
    async with session(server) as it:
        await it.read()
        await it.send(MANUAL, append(silence(0.2)), COMMIT, append(silence(0.2)), COMMIT)
        await it.until(KIND + "completed")
        await it.until(KIND + "completed")
        one, two = [event for event in it.events if event["type"].endswith("committed")]
        equal((one["previous_item_id"], two["previous_item_id"]), (None, one["item_id"]))


@check("OA-13", "deltas come during speech, are never taken back, and join to one text")
async def pieces(server):
    async with session(server) as it:
        await it.read()
        detection = {"type": "server_vad", "silence_duration_ms": 3_000}
        await it.send({"type": "session.update", "session": {"audio": {"input": {"turn_detection": detection}}}})
        early = []

        async def speak():
            audio = pcm() + silence(4)
            for start in range(0, len(audio), 4_800):
                await it.send(append(audio[start : start + 4_800]))
                await asyncio.sleep(0.1)

        speaking = asyncio.create_task(speak())
        events = await it.until(KIND + "completed")
        await speaking
        kinds = types(events)
        early = [e["delta"] for e in events[: kinds.index("speech_stopped")] if e["type"] == KIND + "delta"]
        deltas = [e["delta"] for e in events if e["type"] == KIND + "delta"]
        assert len(early) >= 3, kinds
        equal("".join(deltas), events[-1]["transcript"])
        equal(kinds.count("completed"), 1)
        heard(events[-1]["transcript"])
        return f"{len(early)} pieces before the end of speech: {early[:3]}"


@check("OA-14", "completed: content_index, transcript, usage")
async def completed(server):
    async with session(server) as it:
        await it.read()
        await it.send(MANUAL, append(silence(0.5)), COMMIT)
        event = (await it.until(KIND + "completed"))[-1]
        equal((event["content_index"], event["transcript"]), (0, ""))
        equal(event["usage"], {"type": "duration", "seconds": 0.5})


@check("OA-15", "G.711, both laws")
async def g711(server):
    for kind, codec in [("audio/pcmu", "mulaw"), ("audio/pcma", "alaw")]:
        async with session(server) as it:
            await it.read()
            change = {"format": {"type": kind}, "turn_detection": None}
            await it.send({"type": "session.update", "session": {"audio": {"input": change}}})
            equal((await it.read())["session"]["audio"]["input"]["format"], {"type": kind})
            await it.append(pcm(8_000, codec), size=800)
            await it.send(COMMIT)
            heard((await it.until(KIND + "completed"))[-1]["transcript"])


@check("OA-16", "what is not JSON, or of no known type: an error, and the session goes on")
async def malformed(server):
    async with session(server) as it:
        await it.read()
        await it.send("no JSON", "[]", {"type": "unheard.of"}, {"type": "response.create"}, append(silence(0.2)), COMMIT)
        equal(types([await it.read() for _ in range(4)]), ["error"] * 4)
        await it.until(KIND + "completed")


@check("OA-17", "clear leaves nothing to commit")
async def clear(server):
    for detection in (None, {"type": "server_vad"}):
        async with session(server) as it:
            await it.read()
            await it.send({"type": "session.update", "session": {"audio": {"input": {"turn_detection": detection}}}})
            await it.append(pcm()[: 48_000 * 4])
            await it.send({"type": "input_audio_buffer.clear"}, COMMIT)
            error = (await it.until("error"))[-1]["error"]
            equal(error["code"], "input_audio_buffer_commit_empty")
            assert "input_audio_buffer.cleared" in [event["type"] for event in it.events]


async def speak(buffer):
    """By an official client, and commits."""
    audio = pcm()
    for start in range(0, len(audio), 4_800):
        await buffer.append(audio=base64.b64encode(audio[start : start + 4_800]).decode())
    await buffer.commit()


@check("OA-18", "the official client: update, append, commit, text")
async def official(server):
    client = openai.AsyncOpenAI(base_url=server.http + "/v1", api_key=server.key)
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        await connection.session.update(session={
            "type": "transcription",
            "audio": {"input": {
                "format": {"type": "audio/pcm", "rate": 24_000}, "turn_detection": None,
                "transcription": {"model": "gpt-4o-transcribe", "language": "en"}}}})
        await speak(connection.input_audio_buffer)
        seen = []
        async for event in connection:
            seen.append(type(event).__name__)
            if event.type == KIND + "completed":
                heard(event.transcript)
                await connection.close()
    return " ".join(dict.fromkeys(seen))


@check("OA-19", "a client that leaves frees its session within 5 s")
async def leaving(server):
    before = server.sessions()
    for polite in (True, False):
        async with session(server) as it:
            await it.append(pcm())
            await it.until("input_audio_buffer.speech_started")
            if not polite:
                it.socket.transport.abort()
        await server.has_sessions(before)


@check("BE-1", "the beta: names of events and of the session's fields")
async def beta(server):
    client = openai.AsyncOpenAI(
        base_url=server.http + "/v1", websocket_base_url=server.ws + "/v1", api_key=server.key)
    async with client.beta.realtime.connect(model="whisper-1", extra_query={"intent": "transcription"}) as connection:
        await connection.transcription_session.update(session={
            "input_audio_format": "pcm16", "turn_detection": None,
            "input_audio_transcription": {"model": "gpt-4o-transcribe"}})
        await speak(connection.input_audio_buffer)
        kinds = []
        async for event in connection:
            kinds.append(event.type)
            if event.type == KIND + "completed":
                text = event.transcript
                break
    equal(kinds[:4], ["transcription_session.created", "transcription_session.updated",
                      "input_audio_buffer.committed", "conversation.item.created"])
    return heard(text)


@check("BE-2", "the beta's g711_ulaw")
async def beta_g711(server):
    async with websockets.connect(server.ws + PATH, additional_headers={
        "Authorization": f"Bearer {server.key}", "OpenAI-Beta": "realtime=v1"}) as socket:
        it = Session(socket)
        await it.read()
        await it.send({"type": "transcription_session.update", "session": {
            "input_audio_format": "g711_ulaw", "turn_detection": None}})
        equal((await it.read())["session"]["input_audio_format"], "g711_ulaw")
        await it.append(pcm(8_000, "mulaw"), size=160)
        await it.send(COMMIT)
        return heard((await it.until(KIND + "completed"))[-1]["transcript"])


@check("CS-1", "client secrets: created, used, expired")
async def secrets(server):
    client = openai.AsyncOpenAI(base_url=server.http + "/v1", api_key=server.key)
    secret = await client.realtime.client_secrets.create(
        expires_after={"anchor": "created_at", "seconds": 10},
        session={"type": "transcription", "audio": {"input": {"turn_detection": None}}})
    assert secret.value.startswith("ek_") and secret.expires_at > time.time(), secret
    equal(secret.session.type, "transcription")
    async with websockets.connect(
        server.ws + PATH, subprotocols=["realtime", f"openai-insecure-api-key.{secret.value}"]) as socket:
        created = json.loads(await socket.recv())
        equal(created["session"]["audio"]["input"]["turn_detection"], None)
    await asyncio.sleep(max(0, secret.expires_at - time.time()) + 0.1)
    try:
        async with session(server, key=secret.value):
            raise AssertionError("let in")
    except websockets.InvalidStatus as error:
        equal(error.response.status_code, 401)
    assert secret.value not in server.text()
