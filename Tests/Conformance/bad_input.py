# SPDX-License-Identifier: Apache-2.0

"""Bad input (BI), by dialect: its own error, and a session or at least a server that goes on."""

import json

import httpx
from checks import check, equal
from dialects import ALL, RATE
from sessions import open_session
from speech import convert, heard, pcm
from wyoming_wide import client as wyoming

SPEECH = pcm(RATE)
STENO, REALTIME, DEEPGRAM, VOSK, WHISPERLIVE = ALL
CONTINUATIONS = {"webm": ("-c:a", "libopus", "-f", "webm", "-live", "1"), "ogg": ("-c:a", "libopus", "-f", "ogg"),
                 "wav": ("-f", "wav")}


async def said(it, *messages):
    """Sends messages, then waits for the close; its code."""
    for message in messages:
        await it.socket.send(message)
    await it.until(lambda: False)
    return it.closing[0]


def errors(it):
    return [m["error"]["code"] if isinstance(m.get("error"), dict) else m["code"] for m in it.messages if m["type"] == "error"]


@check("BI-1", "Steno: control messages in any order")
async def steno(server):
    stop, flush = '{"type": "stop"}', '{"type": "flush"}'
    async with open_session(server, STENO) as it:
        equal((await said(it, flush, flush, stop, stop, SPEECH, flush), errors(it), it.texts), (1000, [], []))
    async with open_session(server, STENO) as it:
        await it.play(SPEECH)
        code = await said(it, '{"type": "config", "language": "en"}')
        equal((code, errors(it)), (1008, ["config_too_late"]))
        heard(it.text)
    async with open_session(server, STENO) as it:
        await it.play(SPEECH)
        equal(await said(it, flush, flush, stop, stop), 1000)
        heard(it.text)


@check("BI-2", "Realtime: control messages in any order; each mistake gets one error, and the session continues")
async def realtime(server):
    commit, clear = '{"type": "input_audio_buffer.commit"}', '{"type": "input_audio_buffer.clear"}'
    async with open_session(server, REALTIME) as it:
        wrong = [
            commit, clear, commit, '{"type": "response.create"}', '{"type": "conversation.item.delete", "item_id": "x"}',
            '{"type": "session.update"}', '{"type": "session.update", "session": []}',
            '{"type": "input_audio_buffer.append"}', '{"type": "input_audio_buffer.append", "audio": 7}', b"\0\0"]
        for message in wrong:
            await it.socket.send(message)
        await it.until(lambda: len(errors(it)) == len(wrong) - 1)
        it.messages.clear()
        await it.play(SPEECH)
        heard(await it.finish())


@check("BI-3", "Realtime: invalid base64, 19 MiB of it again and again; a message of 40 MiB is closed with 1009")
async def huge(server):
    async with open_session(server, REALTIME) as it:
        await it.socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": "no base64!"}))
        await it.until(lambda: len(errors(it)) == 1)
        before = server.memory()
        for _ in range(20):
            await it.socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": "=" + "A" * (19 << 20)}))
        await it.until(lambda: len(errors(it)) == 21)
        grown = server.memory() - before
        assert grown < 200 << 20, f"{grown >> 20} MiB more memory"
        await it.play(SPEECH)
        heard(await it.finish())
    async with open_session(server, REALTIME) as it:
        code = await said(it, json.dumps({"type": "input_audio_buffer.append", "audio": "A" * (40 << 20)}))
        equal(code, 1009)
    return f"{grown >> 20} MiB more memory"


@check("BI-4", "Deepgram: control messages in any order")
async def deepgram(server):
    finalize, close, alive = '{"type": "Finalize"}', '{"type": "CloseStream"}', '{"type": "KeepAlive"}'
    async with open_session(server, DEEPGRAM) as it:
        for message in (finalize, alive, finalize, "no JSON", "[]", '{"type": "Speak"}', '{"type": "Configure"}', '{"type": "Finalize", "channel": "x"}'):
            await it.socket.send(message)
        await it.play(SPEECH)
        equal(await said(it, close, close, finalize, SPEECH), 1000)
        heard(it.text)
        kinds = [message["type"] for message in it.messages]
        assert kinds.count("Error") >= 3 and kinds.count("ConfigureFailure") == 1 and kinds.count("Metadata") == 1, kinds
    async with open_session(server, DEEPGRAM) as it:
        equal(await said(it, close), 1000)


@check("BI-5", "Vosk: control messages in any order")
async def vosk(server):
    eof, reset = '{"eof" : 1}', '{"reset" : 1}'
    async with open_session(server, VOSK) as it:
        code = await said(it, reset, reset, SPEECH, '{"config": {"sample_rate": 8000}}', reset, SPEECH, eof, eof, SPEECH)
        equal(code, 1000)
        assert it.text.count("fellow") == 2, it.text
    for message in ('{"config": {"sample_rate": 1}}', "[]", '{"a": 1}', "no JSON"):
        async with open_session(server, VOSK) as it:
            assert await said(it, message) in (1003, 1008), it.closing
            assert it.closing[1], message


@check("BI-6", "WhisperLive: audio first, a second first message, the end at once and twice")
async def whisperlive(server):
    for message in (SPEECH, "END_OF_AUDIO", "no JSON", "[]", "{}", '{"uid": ""}'):
        async with open_session(server, WHISPERLIVE, begins=False) as it:
            await it.socket.send(message)
            await it.until(lambda: False)
            assert it.closing[0] in (1003, 1008) and it.closing[1], (message, it.closing, it.messages)
    async with open_session(server, WHISPERLIVE) as it:
        equal(await said(it, *WHISPERLIVE.begin(), SPEECH, b"END_OF_AUDIO", b"END_OF_AUDIO", SPEECH), 1000)
        heard(it.text)
    async with open_session(server, WHISPERLIVE) as it:
        equal(await said(it, b"END_OF_AUDIO"), 1000)


@check("BI-7", "Wyoming: events in any order")
async def wyoming_order(server):
    async with wyoming(server) as it:
        equal(await it.transcript(), "")
        for kind in ("transcribe", "audio-start", "audio-start", "transcribe", "describe", "ping", "transcript"):
            await it.say(kind, rate=RATE, width=2, channels=1)
        await it.play(SPEECH)
        await it.say("audio-start", rate=RATE, width=2, channels=1)
        heard(await it.transcript())
    async with wyoming(server) as it:
        await it.say("audio-chunk", SPEECH, rate=-1, width=2, channels=1)
        assert (await it.read())[0] == "error" and await it.read() is None


@check("BI-8", "a recording without its beginning: the dialect's own error, live and as a file")
async def continuations(server):
    for name, arguments in CONTINUATIONS.items():
        whole = convert(*arguments)
        rest = whole[len(whole) // 2 | 1 :]
        async with open_session(server, STENO, begins=False, url=f"{server.ws}/?encoding={name}") as it:
            equal((await said(it, *pieces(rest)), errors(it)), (1003, ["wrong_encoding"]))
        async with open_session(server, DEEPGRAM, begins=False, url=f"{server.ws}/v1/listen") as it:
            code = await said(it, *pieces(rest), '{"type": "CloseStream"}')
            assert code in (1002, 1008, 1011) and "DATA" in it.closing[1], it.closing
        async with httpx.AsyncClient(base_url=server.http, timeout=60) as http:
            headers = {"Authorization": f"Bearer {server.key}"}
            for answer in (
                await http.post("/v1/audio/transcriptions", files={"file": rest, "model": (None, "x")}, headers=headers),
                await http.post("/v1/listen", content=rest, headers=headers),
            ):
                equal(answer.status_code, 400)


def pieces(audio):
    return [audio[start : start + 4_000] for start in range(0, len(audio), 4_000)]
