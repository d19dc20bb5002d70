# SPDX-License-Identifier: Apache-2.0

"""A page that speaks Deepgram's protocol: the key as a subprotocol, and what the browser's MediaRecorder makes."""
from kennedy import is_kennedy
from recorder import PLAIN

LISTEN = """(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: %s });
    const recorder = new MediaRecorder(stream, { mimeType: 'audio/webm;codecs=opus' });
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/v1/listen?interim_results=true', ['token', '%s']);
    Object.assign(window, { finals: [], interims: 0, metadata: 0, ending: null });
    socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === 'Metadata') metadata += 1;
        if (message.type !== 'Results') return;
        if (message.is_final) finals.push(message.channel.alternatives[0].transcript);
        else interims += 1;
    };
    socket.onclose = ({ code, reason }) => { ending = { code, reason, protocol: socket.protocol }; };
    recorder.ondataavailable = ({ data }) => {
        if (socket.readyState === 1) socket.send(data);
        if (socket.readyState === 1 && recorder.state === 'inactive') socket.send('{"type":"CloseStream"}');
    };
    socket.onopen = () => {
        recorder.start(100);
        setTimeout(() => { recorder.stop(); stream.getTracks().forEach((track) => track.stop()); }, 13000);
    };
})()"""


def deepgram(browser, checks, url, key):
    page = browser.open(url + "healthz")
    page.value(LISTEN % (PLAIN, key))
    page.until("the end of the recording", 60, "ending")
    text = page.value("finals.join(' ')")
    checks.that("Deepgram: MediaRecorder's WebM gives every word", is_kennedy(text), text)
    checks.that("while it is spoken", page.value("interims") > 3, page.value("interims"))
    checks.that("then metadata and 1000", page.value("metadata") == 1 and page.value("ending.code") == 1000,
                page.value("ending"))
    checks.that("the subprotocol agreed on is token", page.value("ending.protocol") == "token")
    page.close()

    page = browser.open(url + "healthz")
    page.value(LISTEN % (PLAIN, "wrong"))
    page.until("the end of the attempt", 20, "ending")
    checks.that("a wrong key is told to the page", page.value("ending.code") == 1008
                and page.value("ending.reason").startswith("INVALID_AUTH"), page.value("ending"))
    page.close()
