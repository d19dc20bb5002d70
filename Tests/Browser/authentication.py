# SPDX-License-Identifier: Apache-2.0

"""One page that speaks every protocol a browser can, each with its own ways to show a key; one microphone for all."""
import json
import urllib.request

from kennedy import is_kennedy

WRONG = "no-key-of-this-server"
REALTIME = "/v1/realtime?intent=transcription"
LISTEN = "/v1/listen?encoding=linear16&sample_rate=24000"
STENO = "/?encoding=s16&sample_rate=24000&language=en"

# By the protocol: how audio is sent, how one says that it is the end, and which texts are final.
PAGE = """
window.dialects = {
    realtime: {
        audio: (samples) => JSON.stringify({
            type: 'input_audio_buffer.append', audio: btoa(String.fromCharCode(...new Uint8Array(samples.buffer))) }),
        end: '{"type":"input_audio_buffer.commit"}',
        final: (message) => message.type.endsWith('transcription.completed') ? message.transcript : '',
    },
    deepgram: {
        audio: (samples) => samples,
        end: '{"type":"CloseStream"}',
        final: (message) => message.is_final ? message.channel.alternatives[0].transcript : '',
    },
    steno: {
        audio: (samples) => samples,
        end: '{"type":"stop"}',
        final: (message) => message.type === 'final' ? message.text : '',
    },
};
window.open_ = (name, kind, path, protocols) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + path, protocols);
    const session = { name, kind, socket, finals: [], error: '', protocol: null, closing: null };
    socket.onopen = () => { session.protocol = socket.protocol; };
    socket.onclose = ({ code, reason }) => { session.closing = { code, reason }; };
    socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === 'error') session.error = message.error?.code ?? message.code;
        const text = dialects[kind].final(message);
        if (text) session.finals.push(text);
    };
    return session;
};
window.speak = async (seconds) => {
    const stream = await navigator.mediaDevices.getUserMedia(
        { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    const context = new AudioContext({ sampleRate: 24000 });
    const worklet = `registerProcessor('tap', class extends AudioWorkletProcessor {
        process([input]) {
            if (input[0]) this.port.postMessage(Int16Array.from(input[0], (x) => Math.max(-1, Math.min(1, x)) * 32767));
            return true;
        }
    })`;
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })));
    const tap = new AudioWorkletNode(context, 'tap');
    let held = [];
    tap.port.onmessage = ({ data }) => {
        held.push(data);
        if (held.length < 20) return;
        const samples = new Int16Array(held.flatMap((part) => [...part]));
        held = [];
        for (const { kind, socket } of sessions) if (socket.readyState === 1) socket.send(dialects[kind].audio(samples));
    };
    context.createMediaStreamSource(stream).connect(tap);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    stream.getTracks().forEach((track) => track.stop());
    await context.close();
    for (const { kind, socket } of sessions) if (socket.readyState === 1) socket.send(dialects[kind].end);
};
"""


def client_secret(url, key):
    """What a page's own server asks for, to hand it to the page."""
    request = urllib.request.Request(
        url + "v1/realtime/client_secrets", b"{}",
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["value"]


def ways(key, secret):
    """Each as name, protocol, path, subprotocols, and the one that is agreed on."""
    insecure = "openai-insecure-api-key."
    return [
        ("Realtime, key", "realtime", REALTIME, ["realtime", insecure + key], "realtime"),
        ("Realtime, client secret", "realtime", REALTIME, ["realtime", insecure + secret], "realtime"),
        ("Realtime, beta", "realtime", REALTIME, ["realtime", insecure + key, "openai-beta.realtime-v1"], "realtime"),
        ("Deepgram, token", "deepgram", LISTEN, ["token", key], "token"),
        ("Deepgram, bearer", "deepgram", LISTEN, ["bearer", key], "bearer"),
        ("Steno, query", "steno", f"{STENO}&token={key}", [], ""),
        ("Steno, subprotocol", "steno", STENO, ["steno", "token." + key], "steno"),
    ]


def authentication(browser, checks, url, key):
    page = browser.open(url + "healthz")
    page.value(PAGE)
    start = "window.sessions = " + json.dumps(ways(key, client_secret(url, key))) + ".map((way) => open_(...way)); 0"
    page.value(start)
    page.until("all sessions", 20, "sessions.every(({ protocol, closing }) => protocol !== null || closing)")
    page.value("speak(13)")
    page.until("the last final of each", 90, "sessions.map(({ finals }) => finals.join(' '))",
               lambda texts: all(map(is_kennedy, texts)))
    for name, _, _, _, agreed in ways(key, ""):
        session = f"sessions.find(({{ name }}) => name === {json.dumps(name)})"
        text = page.value(f"{session}.finals.join(' ')")
        checks.that(f"{name}: what was said", is_kennedy(text), text)
        checks.that(f"{name}: the subprotocol agreed on is no key", page.value(f"{session}.protocol") == agreed)
    page.until("the ends", 30, "sessions.every(({ kind, closing }) => kind === 'realtime' || closing?.code === 1000)")
    checks.that("who said that it was the end is closed with 1000", True)

    page.value("window.sessions = " + json.dumps(ways(WRONG, "ek_" + WRONG)) + ".map((way) => open_(...way)); 0")
    page.until("all refusals", 20, "sessions.every(({ closing }) => closing)")
    for name, kind, *_ in ways(WRONG, ""):
        session = f"sessions.find(({{ name }}) => name === {json.dumps(name)})"
        closing, error = page.value(f"{session}.closing"), page.value(f"{session}.error")
        # Steno's own clients ask why by a plain request.
        told = {
            "realtime": closing["code"] == 3000 and error == "invalid_api_key",
            "deepgram": closing["code"] == 1008 and closing["reason"].startswith("INVALID_AUTH"),
            "steno": closing["code"] == 1006,
        }[kind]
        checks.that(f"{name}: a wrong key is told to the page", told, (closing, error))
    asked = page.value(
        f"fetch('/ws/transcribe?token={WRONG}').then(async (answer) => [answer.status, (await answer.json()).error.code])")
    checks.that("Steno: the page can ask why", asked == [401, "invalid_key"], asked)
    page.close()
