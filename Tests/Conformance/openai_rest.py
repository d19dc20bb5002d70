# SPDX-License-Identifier: Apache-2.0

"""OpenAI's REST interface, by the official client and by hand."""

import json
import re
import socket
import subprocess

import httpx
import openai
from checks import check, equal
from speech import KENNEDY, convert, heard, silence, words


def client(server, **options):
    return openai.OpenAI(base_url=server.http + "/v1", api_key=server.key, **options)


def transcribe(server, audio=None, name="a.wav", **options):
    audio = KENNEDY.read_bytes() if audio is None else audio
    return client(server).audio.transcriptions.create(file=(name, audio), model="whisper-1", **options)


def post(server, fields, files, path="/v1/audio/transcriptions", **headers):
    return httpx.post(
        server.http + path, data=fields, files=files, timeout=60,
        headers={"Authorization": f"Bearer {server.key}", **headers})


def form(parts):
    """A form of parts in their order, without Content-Type for any."""
    body = b""
    for name, filename, content in parts:
        file = f'; filename="{filename}"' if filename else ""
        body += f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + content + b"\r\n"
    return body + b"--b--\r\n"


@check("RE-1", "file first or last, parts without Content-Type")
def order(server):
    file, model = ("file", "a.wav", KENNEDY.read_bytes()), ("model", None, b"whisper-1")
    for parts in [[file, model], [model, file]]:
        answer = httpx.post(
            server.http + "/v1/audio/transcriptions", content=form(parts), timeout=60,
            headers={"Authorization": f"Bearer {server.key}", "Content-Type": "multipart/form-data; boundary=b"})
        equal(answer.status_code, 200)
        heard(answer.json()["text"])
    return heard(transcribe(server).text)


@check("RE-2", "every response_format, by body and content type")
def formats(server):
    types = {"json": "application/json", "verbose_json": "application/json", "text": "text/plain"}
    for name in ["json", "verbose_json", "text", "srt", "vtt"]:
        answer = post(server, {"model": "whisper-1", "response_format": name}, {"file": KENNEDY.read_bytes()})
        equal(answer.status_code, 200)
        assert answer.headers["content-type"].startswith(types.get(name, "")), answer.headers
        assert answer.headers["x-request-id"]
        body = answer.text
        if name == "text":
            assert body.endswith("\n")
            heard(body)
        if name == "srt":
            assert re.match(r"1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n", body) and body.endswith("\n\n"), body
        if name == "vtt":
            assert re.match(r"WEBVTT\n\n\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}\n", body), body
    for name in ["text", "srt", "vtt"]:
        heard(re.sub(r"WEBVTT|[\d:.,]+ --> [\d:.,]+|^\d+$", "", transcribe(server, response_format=name), flags=re.M))
    verbose = transcribe(server, response_format="verbose_json")
    equal((verbose.language, verbose.task), ("english", "transcribe"))
    assert abs(verbose.duration - 11) < 0.01 and verbose.usage.seconds, verbose
    equal(" ".join(segment.text for segment in verbose.segments), verbose.text)
    for segment in verbose.segments:
        assert 0 <= segment.start < segment.end <= 11.01 and segment.avg_logprob <= 0 and segment.tokens == []
    return heard(verbose.text)


@check("RE-3", "timestamp_granularities: word, segment, both, without brackets")
def granularities(server):
    only = transcribe(server, response_format="verbose_json", timestamp_granularities=["word"])
    assert only.words and not only.segments
    equal(words(" ".join(word.word for word in only.words)), words(only.text))
    assert all(a.start <= b.start for a, b in zip(only.words, only.words[1:]))
    both = transcribe(server, response_format="verbose_json", timestamp_granularities=["word", "segment"])
    assert both.words and both.segments
    fields = {"model": "x", "response_format": "verbose_json", "timestamp_granularities": "word"}
    assert post(server, fields, {"file": KENNEDY.read_bytes()}).json()["words"]


@check("RE-4", "stream=true: deltas before the end, which join to the text")
def stream(server):
    audio = subprocess.run(
        ["ffmpeg", "-v", "error", "-stream_loop", "2", "-i", KENNEDY, "-f", "wav", "-"], check=True,
        capture_output=True).stdout
    events = list(transcribe(server, audio, stream=True))
    deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
    equal(events[-1].type, "transcript.text.done")
    assert len(deltas) >= 2, events
    equal("".join(deltas), events[-1].text)
    assert events[-1].usage.seconds > 30
    with httpx.stream(
        "POST", server.http + "/v1/audio/transcriptions", data={"model": "x", "stream": "true"}, files={"file": audio},
        headers={"Authorization": f"Bearer {server.key}"}, timeout=60,
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        chunks = list(answer.iter_raw())
        assert len(chunks) > 2, "the events came together"
        lines = b"".join(chunks).decode().split("\n\n")
        equal(lines[-2:], ["data: [DONE]", ""])
        for line in lines[:-2]:
            json.loads(line.removeprefix("data: "))
    return f"{len(deltas)} pieces"


@check("RE-5", "a corrupt file, an unknown format, missing fields: 400, and no retry")
def mistakes(server):
    requests = []
    counting = client(server, http_client=httpx.Client(event_hooks={"request": [requests.append]}))
    for name, content in [("a.wav", b"RIFF" + bytes(9_000)), ("a.mp3", b"no music at all" * 99), ("a.wav", b"")]:
        requests.clear()
        try:
            counting.audio.transcriptions.create(file=(name, content), model="whisper-1")
            raise AssertionError("no error")
        except openai.BadRequestError as error:
            equal(error.param, "file")
        equal(len(requests), 1)
    for fields, files, param in [
        ({"model": "x", "response_format": "yaml"}, {"file": KENNEDY.read_bytes()}, "response_format"),
        ({"model": "x"}, {"other": b"x"}, "file"), ({}, {"file": KENNEDY.read_bytes()}, "model"),
    ]:
        answer = post(server, fields, files)
        equal((answer.status_code, answer.json()["error"]["param"]), (400, param))
    return answer.json()["error"]["message"]


@check("RE-6", "a body that is too long: 413 before it is sent; Expect: 100-continue")
def oversize(server):
    for length, status in [(30_000_000, b"413"), (10_000, b"100")]:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(
                f"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
                f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n"
                f"{'Expect: 100-continue' if status == b'100' else 'X: y'}\r\n\r\n".encode())
            assert connection.recv(100).split(b" ")[1] == status
    endless = httpx.post(
        server.http + "/v1/audio/transcriptions", content=(bytes(1 << 20) for _ in range(40)), timeout=60,
        headers={"Authorization": f"Bearer {server.key}", "Content-Type": "multipart/form-data; boundary=b"})
    assert endless.status_code in (400, 413), endless


@check("RE-7", "models, also one whose name has an escaped slash")
def models(server):
    served = client(server).models.list().data
    equal([model.object for model in served], ["model"])
    equal(client(server).models.retrieve(served[0].id).id, served[0].id)
    try:
        client(server).models.retrieve("org/name")
        raise AssertionError("no error")
    except openai.NotFoundError as error:
        equal(error.code, "model_not_found")
        assert "org/name" in error.message
    return served[0].id


@check("RE-8", "no key, a wrong key: 401 with a code")
def keys(server):
    try:
        openai.OpenAI(base_url=server.http + "/v1", api_key="sk-wrong").models.list()
        raise AssertionError("no error")
    except openai.AuthenticationError as error:
        equal(error.code, "invalid_api_key")
    equal(httpx.get(server.http + "/v1/models").json()["error"]["code"], "invalid_api_key")


FILES = {
    "wav 16-bit 8 kHz": ("-f", "wav", "-ar", "8000"), "wav 16-bit 48 kHz stereo": ("-f", "wav", "-ar", "48000", "-ac", "2"),
    "wav 24-bit": ("-f", "wav", "-c:a", "pcm_s24le"), "wav 32-bit": ("-f", "wav", "-c:a", "pcm_s32le"),
    "wav float": ("-f", "wav", "-c:a", "pcm_f32le"), "flac": ("-f", "flac"), "mp3": ("-f", "mp3", "-b:a", "64k"),
    "ogg opus": ("-f", "ogg", "-c:a", "libopus"), "ogg vorbis": ("-f", "ogg", "-c:a", "libvorbis"),
    "webm opus": ("-f", "webm", "-c:a", "libopus"),
    "m4a aac": ("-f", "mp4", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"),
}


@check("RE-9", "wav, flac, mp3, ogg, webm, m4a give the same text")
def files(server):
    failures = []
    for name, arguments in FILES.items():
        try:
            heard(transcribe(server, convert(*arguments), name="audio").text)
        except Exception as error:
            failures.append(f"{name}: {error}")
    assert not failures, failures
    return ", ".join(FILES)


@check("RE-10", "a silent file: 200 and no text")
def silent(server):
    audio = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "s16le", "-ar", "24000", "-ac", "1", "-i", "-", "-f", "wav", "-"],
        input=silence(5), check=True, capture_output=True).stdout
    equal(transcribe(server, audio).text, "")
    equal(transcribe(server, audio, response_format="verbose_json").segments, [])


@check("RE-11", "translations; an English-only model rejects them")
def translations(server):
    french = KENNEDY.with_name("french.wav").read_bytes()
    translation = client(server).audio.translations.create(file=("f.wav", french), model="whisper-1")
    assert translation.text and not set(translation.text.lower()) & set("éèàç"), translation.text
    verbose = client(server).audio.translations.create(
        file=("f.wav", french), model="whisper-1", response_format="verbose_json")
    equal((verbose.language, verbose.task if hasattr(verbose, "task") else "translate"), ("english", "translate"))
    return translation.text
