#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the web page of a running server in headless Chromium, with a recording for a microphone.

Called by `run`; see there.
"""
import argparse
import json
import os
import re
import sys
import tempfile
import time
import urllib.parse

from authentication import authentication
from checks import Checks
from deepgram import deepgram
from devtools import Chromium, until
from examples import examples
from firefox import Firefox, firefox
from kennedy import has_phrase, is_kennedy
from keys import keys
from lasting import lasting
from recorder import recorder
from relay import Relay
from scripted import scripted

# Notes every state of the running words, with the paragraph they stand in.
RECORDER = """
window.partials = [];
const numbers = new WeakMap();
let count = 0;
new MutationObserver(() => {
  for (const element of document.querySelectorAll('#live .utterance')) {
    if (!numbers.has(element)) numbers.set(element, count++);
    const part = (name) => element.querySelector('.' + name)?.textContent ?? '';
    window.partials.push({ utterance: numbers.get(element), stable: part('stable'), unstable: part('unstable'),
      finals: document.querySelectorAll('#finals .utterance').length });
  }
}).observe(document.getElementById('live'), { childList: true, subtree: true, characterData: true });
"""

# Notes the type of every message of the server.
MESSAGES = """
window.messageTypes = [];
window.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    this.addEventListener('message', ({ data }) => window.messageTypes.push(JSON.parse(data).type));
  }
};
"""

STATE = "document.body.dataset.state"
FINALS = "[...document.querySelectorAll('#finals .words')].map((e) => e.textContent).join(' ')"


class PageTest:
    def __init__(self, options, checks):
        self.url = options.url
        self.options = options
        self.checks = checks

    def picture(self, page, name):
        if self.options.pictures:
            page.picture(os.path.join(self.options.pictures, f"{name}.png"))

    def open(self, browser, url=None, **options):
        page = browser.open(url or self.url, **options)
        page.until("the page's script", 10, f"{STATE} === 'idle'")
        return page

    def finish(self, page, seconds=30):
        page.until("the end of the session", seconds, f"{STATE} === 'idle'")

    def microphone(self, browser):
        check = self.checks.that
        page = self.open(browser)
        self.picture(page, "empty")
        names = page.value(
            "[...document.querySelectorAll('button, select')].filter((e) => !(e.ariaLabel || e.innerText.trim() || e.labels?.length)).length")
        check("every control has a name", names == 0, names)
        page.value(RECORDER)
        page.click("#microphone")
        page.until("listening", 15, f"{STATE} === 'listening'")
        page.until("words that may still change", 20, "partials.some((p) => p.unstable)")
        page.until("words that are settled", 20, "partials.some((p) => p.stable)")
        self.picture(page, "live")
        page.scheme(True)
        self.picture(page, "live-dark")
        page.scheme(False)
        page.until("a final with the expected words", 30, FINALS, has_phrase)
        check("the microphone's words become final", True)
        page.key("Escape", 27)
        self.finish(page)
        self.stability(page)
        check("Escape stops and the text is kept", has_phrase(page.value(FINALS)), page.value(FINALS))
        check("no running words are left", page.value("document.querySelectorAll('#live .utterance').length") == 0)
        check("no problem is shown", page.value("document.getElementById('problem').hidden"), page.text("#problem"))
        self.picture(page, "finished")
        check("no errors in the console", not page.complaints(), page.complaints())
        self.exports(browser, page)
        page.close()

    def stability(self, page):
        check = self.checks.that
        partials = page.value("partials")
        check("partials come before the first final", any(partial["finals"] == 0 for partial in partials), len(partials))
        check("partials have a settled part", any(partial["stable"] for partial in partials))
        check("partials have an open part", any(partial["unstable"] for partial in partials))
        broken = [
            (old["stable"], new["stable"] + new["unstable"]) for old, new in zip(partials, partials[1:])
            if old["utterance"] == new["utterance"] and not (new["stable"] + new["unstable"]).startswith(old["stable"])]
        check("settled words never change", not broken, broken[:3])
        final = page.value(FINALS)
        lost = [partial["stable"] for partial in partials if partial["stable"].strip() not in final]
        check("settled words stand in the final", not lost, lost[-1:] + [final])

    def exports(self, browser, page):
        check = self.checks.that
        with tempfile.TemporaryDirectory() as folder:
            browser.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
            page.click("#save")
            self.picture(page, "save")
            contents = {}
            for button, kind in (("text", "txt"), ("subtitles", "srt"), ("webvtt", "vtt"), ("json", "json")):
                page.click(f"#save-{button}")
                name = until(f"the download of {kind}", 10, lambda: next(
                    (name for name in os.listdir(folder) if name.endswith(f".{kind}") and os.path.getsize(os.path.join(folder, name))), None))
                check(f"{name} is named by its date and time", re.fullmatch(rf"steno-\d{{4}}-\d\d-\d\d-\d{{4}}\.{kind}", name))
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    content = contents[kind] = file.read()
                check(f"the {kind} holds the words", has_phrase(" ".join(
                    line for line in content.splitlines() if "-->" not in line and not line.isdigit())), content)
            check("SubRip is numbered and timed", contents["srt"].startswith("1\n00:00:0") and " --> " in contents["srt"], contents["srt"])
            check("WebVTT is timed", re.match(r"WEBVTT\n\n00:00:0[\d.]+ --> 00:00:", contents["vtt"]), contents["vtt"])
            segments = json.loads(contents["json"])["segments"]
            check("JSON has times", all(segment["end"] > segment["start"] for segment in segments), segments)
        page.click("#clear")
        check("clear empties the page", page.value(FINALS) == "" and not page.value("document.getElementById('empty').hidden"))
        page.click("#undo")
        check("undo brings the text back", has_phrase(page.value(FINALS)))

    def sample(self, browser):
        check = self.checks.that
        page = self.open(browser, width=390, height=780, scale=2, mobile=True)
        self.picture(page, "phone-empty")
        wide = page.value("Math.max(...[...document.querySelectorAll('body *')].map((e) => e.getBoundingClientRect().right)) - 390")
        check("nothing is wider than a phone", wide <= 0, wide)
        page.click("#sample")
        page.until("words while the sample plays", 20, "document.querySelector('#live .words')?.textContent")
        page.scheme(True)
        self.picture(page, "phone-dark")
        page.scheme(False)
        self.finish(page, 40)
        check("the sample's words become final", is_kennedy(page.value(FINALS)), page.value(FINALS))
        self.picture(page, "phone-finished")
        check("no errors in the console", not page.complaints(), page.complaints())
        page.value("window.fetch = async () => new Response('', { status: 404 })")
        page.click("#sample")
        page.until("word of a missing sample", 5, "document.getElementById('problem').innerText.includes('no sample recording')")
        check("a missing sample is explained", page.value(STATE) == "idle")
        page.close()

    def refused(self, browser):
        """The browser's own refusal, without the flag that answers for the user."""
        check = self.checks.that
        browser.command(
            "Browser.setPermission", permission={"name": "microphone"}, setting="denied", origin=self.origin(self.url))
        page = self.open(browser)
        page.value("document.getElementById('microphone').focus()")
        page.key("Enter", 13, "\r")
        page.until("word of the refusal", 10, "!document.getElementById('problem').hidden")
        text = page.text("#problem")
        check("a refused microphone is explained", "blocked for this page" in text and "Allow" in text, text)
        check("after a refusal one can try again", page.value(STATE) == "idle")
        self.picture(page, "refused")
        for name, words in (("NotFoundError", "No microphone was found"), ("NotReadableError", "in use by another program")):
            page.value(f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('x', '{name}'); }}")
            page.click("#microphone")
            page.until(f"word of {name}", 5, f"document.getElementById('problem').innerText.includes('{words}')")
            check(f"{name} is explained", True)
        page.close()

    def insecure(self, browser):
        """A name that is not localhost, over http: no microphone there, but the sample works."""
        check = self.checks.that
        port = urllib.parse.urlsplit(self.url).port
        page = self.open(browser, f"http://steno.test:{port}/")
        text = page.text("#problem")
        check("an insecure address is explained", f"http://localhost:{port}" in text and "https" in text, text)
        page.click("#microphone")
        page.until("word of the insecure address", 5, "document.getElementById('problem').innerText.includes('not available')")
        page.click("#sample")
        page.until("listening", 15, f"{STATE} === 'listening'")
        page.until("the sample's words", 30, FINALS, has_phrase)
        check("the sample works on an insecure address", True)
        page.close()

    def broken(self, browser):
        """The wire is cut in the middle of the recording, then mended; then the server is gone."""
        check = self.checks.that
        server = urllib.parse.urlsplit(self.url)
        relay = Relay(server.hostname, server.port or 80)
        page = self.open(browser, f"http://localhost:{relay.port}/")
        page.value(MESSAGES)
        page.click("#microphone")
        page.until("words", 20, "document.querySelector('#live .words')?.textContent.split(' ').length > 3")
        relay.cut()
        page.until("word of the lost connection", 10, "document.getElementById('status').innerText.includes('Offline 0:0')")
        check("a lost connection is told", page.value(STATE) == "listening")
        time.sleep(3)
        relay.mend()
        page.until("listening again", 15, "document.getElementById('status').innerText === 'Listening'")
        page.until("the words after the cut", 40, FINALS, is_kennedy)
        check("no word is lost or doubled over a lost connection", True)
        types = page.value("messageTypes")
        check("the session went on over the new connection", types.count("ready") == 1 and "resumed" in types, types)
        page.click("#microphone")
        self.finish(page)
        relay.cut()
        page.click("#microphone")
        page.until("word of the missing server", 10, "document.getElementById('problem').innerText.includes('cannot be reached')")
        check("an unreachable server is explained", page.value(STATE) == "idle")
        check("the text is kept", is_kennedy(page.value(FINALS)), page.value(FINALS))
        page.close()

    @staticmethod
    def origin(url):
        parts = urllib.parse.urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="the running server, such as http://127.0.0.1:8765/")
    parser.add_argument("--wav", required=True, help="jfk.wav, 16 kHz mono")
    parser.add_argument("--keyed", nargs=2, metavar=("URL", "KEY"), help="a server that asks for a key, and the key")
    parser.add_argument("--brief", metavar="URL", help="a server whose sessions may last some seconds")
    parser.add_argument("--pictures", help="a folder for PNG pictures of the page")
    parser.add_argument("--only", help="the parts to run, with commas: microphone,sample,insecure,broken,scripted,lasting,recorder,examples,keys,deepgram,authentication,refused,firefox")
    options = parser.parse_args()
    options.url = options.url.rstrip("/") + "/"
    options.wav = os.path.abspath(options.wav)
    if options.pictures:
        os.makedirs(options.pictures, exist_ok=True)
    wanted = options.only.split(",") if options.only else None
    checks = Checks()
    test = PageTest(options, checks)

    def part(name, run, *arguments):
        if wanted is None or name in wanted:
            checks.part(name, run, *arguments)

    allowed = "--use-fake-ui-for-media-stream"
    with Chromium(allowed, "--host-resolver-rules=MAP steno.test 127.0.0.1", wav=options.wav) as browser:
        part("microphone", test.microphone, browser)
        part("sample", test.sample, browser)
        part("insecure", test.insecure, browser)
        part("broken", test.broken, browser)
        part("scripted", scripted, browser, checks, options)
        part("lasting", lasting, browser, checks, options)
        part("recorder", recorder, browser, checks, options.url)
        part("examples", examples, browser, checks, options)
        if options.keyed:
            part("keys", keys, browser, checks, *options.keyed)
            part("deepgram", deepgram, browser, checks, *options.keyed)
            part("authentication", authentication, browser, checks, *options.keyed)
    with Chromium("--use-fake-device-for-media-stream") as browser:
        part("refused", test.refused, browser)
    if Firefox.binary():
        part("firefox", firefox, checks, options)
    else:
        print("-- firefox is not installed: its checks are left out (apt-get install firefox-esr)")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
