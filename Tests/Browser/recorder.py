# SPDX-License-Identifier: Apache-2.0

"""What the browser's own MediaRecorder makes, sent as it comes."""
from kennedy import is_kennedy

# What the browser does to a voice for telephony costs a letter here and there.
PLAIN = "{ echoCancellation: false, noiseSuppression: false, autoGainControl: false }"

START = """(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: %s });
    const recorder = new MediaRecorder(stream, { mimeType: 'audio/webm;codecs=opus' });
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/%s');
    window.finals = [];
    window.error = '';
    window.closeCode = 0;
    window.size = 0;
    socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === 'final') finals.push(message.text);
        if (message.type === 'error') error = message.code;
    };
    socket.onclose = ({ code }) => { closeCode = code; };
    await new Promise((resolve) => { socket.onopen = resolve; });
    recorder.ondataavailable = async ({ data }) => {
        size += data.size;
        socket.send(data);
        if (recorder.state === 'inactive') socket.send('{"type":"stop"}');
    };
    recorder.start(100);
    setTimeout(() => { recorder.stop(); stream.getTracks().forEach((track) => track.stop()); }, 13000);
})()"""

# The same recorder on a second connection: its header has gone over the first.
CONTINUE = """(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: %s });
    const recorder = new MediaRecorder(stream, { mimeType: 'audio/webm;codecs=opus' });
    window.closeCode = 0;
    window.error = '';
    let first = true;
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/?encoding=webm');
    socket.onmessage = ({ data }) => { const message = JSON.parse(data); if (message.type === 'error') error = message.code; };
    socket.onclose = ({ code }) => { closeCode = code; recorder.stop(); };
    await new Promise((resolve) => { socket.onopen = resolve; });
    recorder.ondataavailable = ({ data }) => { if (!first && socket.readyState === 1) socket.send(data); first = false; };
    recorder.start(500);
})()"""


def recorder(browser, checks, url):
    for query in ("?encoding=webm", ""):
        page = browser.open(url + "healthz")
        page.value(START % (PLAIN, query))
        page.until("the end of the recording", 60, "closeCode")
        text = page.value("finals.join(' ')")
        checks.that(f"MediaRecorder's WebM {query or 'that nobody declares'} gives every word",
                    is_kennedy(text), (text, page.value("error"), page.value("size")))
        checks.that("and ends with 1000", page.value("closeCode") == 1000)
        page.close()
    page = browser.open(url + "healthz")
    page.value(CONTINUE % PLAIN)
    page.until("the refusal of a recording without its beginning", 30, "closeCode")
    checks.that("a recording without its beginning is refused",
                page.value("closeCode") == 1003 and page.value("error") == "wrong_encoding", page.value("error"))
    page.close()
