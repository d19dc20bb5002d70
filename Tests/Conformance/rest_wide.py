# SPDX-License-Identifier: Apache-2.0

"""What holds for every dialect (SW), for recordings over HTTP."""

import asyncio
import contextlib
import json
import signal
import tempfile
from urllib.parse import quote

import httpx
import websockets
from checks import equal
from dialects import each
from server import Server, certificate
from sessions import strict
from speech import KENNEDY, heard

MODEL = "tiny.en"
RECORDING = KENNEDY.read_bytes()


class OpenAI:
    name = "REST"
    key_parameters = ["token", "api-key"]
    schemes = ["Bearer"]

    def request(self, **options):
        options.setdefault("files", {"file": ("a.wav", RECORDING), "colour": (None, "blue"), "model": (None, "whisper-1")})
        return {"url": "/v1/audio/transcriptions?colour=blue", **options}

    def text(self, body):
        return body["text"]


class Deepgram:
    name = "Recordings"
    key_parameters = ["token"]
    schemes = ["Token", "Bearer"]

    def request(self, **options):
        options.setdefault("content", RECORDING)
        return {"url": "/v1/listen?model=nova-3&colour=blue&keyterm=fellow%20Americans&keyterm=my+country", **options}

    def text(self, body):
        return body["results"]["channels"][0]["alternatives"][0]["transcript"]


DIALECTS = [OpenAI(), Deepgram()]


@contextlib.asynccontextmanager
async def client(server, **options):
    async with httpx.AsyncClient(base_url=server.http, timeout=120, **options) as it:
        yield it


def bearer(server):
    return {"Authorization": f"Bearer {server.key}"}


@each("SW-7", DIALECTS)
async def cases(server, dialect):
    async with client(server) as http:
        for scheme in dialect.schemes:
            for spelled in (scheme.lower(), scheme.upper(), scheme.swapcase()):
                request = dialect.request(headers={"aUTHORIZATION": f"{spelled} {server.key}"})
                equal((await http.post(**request)).status_code, 200)
        escaped = "".join(f"%{ord(letter):02x}" for letter in server.key)
        for parameter in dialect.key_parameters:
            request = dialect.request()
            request["url"] += f"&{parameter}={escaped}"
            equal((await http.post(**request)).status_code, 200)


@each("SW-8", DIALECTS)
async def json_only(server, dialect):
    async with client(server) as http:
        answer = await http.post(**dialect.request(headers=bearer(server)))
        equal(answer.headers["Content-Type"].split(";")[0], "application/json")
        return heard(dialect.text(strict(answer.text)))


@each("SW-10", DIALECTS)
async def oversize(server, dialect):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        f"POST {dialect.request()['url']} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 30000000\r\n\r\n".encode())
    # Before anything of it is sent.
    equal((await asyncio.wait_for(reader.readline(), 30)).split()[1], b"413")
    writer.close()


@each("SW-11", DIALECTS)
async def full(_, dialect):
    with Server(MODEL, "--max-sessions", "1") as server:
        async with websockets.connect(server.ws, additional_headers=bearer(server)) as holder, client(server) as http:
            equal(json.loads(await holder.recv())["type"], "ready")
            answer = await http.post(**dialect.request(headers=bearer(server)))
            equal(answer.status_code, 429)
            assert int(answer.headers["Retry-After"]) > 0
            return answer.text


@each("SW-12", DIALECTS)
async def shutdown(_, dialect):
    with Server(MODEL) as server:
        async with client(server) as http:
            asking = asyncio.create_task(http.post(**dialect.request(headers=bearer(server))))
            async with asyncio.timeout(60):
                while not await asyncio.to_thread(server.sessions):
                    assert not asking.done(), "it was too quick"
            server.process.send_signal(signal.SIGTERM)
            return heard(dialect.text((await asking).json()))


@each("SW-13", DIALECTS)
async def encrypted(_, dialect):
    with tempfile.TemporaryDirectory() as folder, Server(MODEL, *certificate(folder)) as server:
        async with client(server, verify=f"{folder}/certificate.pem") as http:
            answer = await http.post(**dialect.request(headers=bearer(server)))
            return heard(dialect.text(answer.json()))


@each("SW-14", DIALECTS)
async def secrets(server, dialect):
    async with client(server) as http:
        for key in (server.key, "wrong+key/in.a.log"):
            forms = [({"Authorization": f"{scheme} {key}"}, "") for scheme in dialect.schemes]
            forms += [({"X-API-Key": key}, ""), ({"api-key": key}, "")]
            forms += [({}, f"&{parameter}={quote(key, safe='')}") for parameter in dialect.key_parameters]
            for headers, query in forms:
                request = dialect.request(headers=headers)
                request["url"] += query
                equal((await http.post(**request)).status_code, 200 if key == server.key else 401)
            for written in (key, quote(key, safe=""), quote(key)):
                assert written not in server.text(), key


@each("SW-15", DIALECTS)
async def anonymous(_, dialect):
    with Server(MODEL, needs_key=False) as server:
        async with client(server) as http:
            for headers in ({}, {"Authorization": "Bearer dummy"}):
                heard(dialect.text((await http.post(**dialect.request(headers=headers))).json()))
