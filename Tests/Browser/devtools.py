# SPDX-License-Identifier: Apache-2.0

"""A headless Chromium, driven over the DevTools protocol."""
import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request

from websockets.sync.client import connect


class Timeout(Exception):
    """What was waited for did not happen; the message says what it was."""


def until(what, seconds, probe, interval=0.05):
    """Asks `probe` until it gives something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Timeout(f"{what}: not within {seconds} s")
        time.sleep(interval)


class Chromium:
    """The browser process. A context manager, so that it never outlives the test."""

    def __init__(self, *flags, wav=None):
        self.flags = list(flags)
        if wav:
            self.flags += [
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={os.path.abspath(wav)}%noloop",
            ]

    def __enter__(self):
        binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if not binary:
            raise SystemExit("No Chromium found: apt-get install chromium")
        self.folder = tempfile.mkdtemp(prefix="steno-chromium-")
        common = [
            "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.folder}", "--no-first-run",
            "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--disable-extensions",
        ]
        if os.geteuid() == 0:
            common.append("--no-sandbox")
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen([binary, *common, *self.flags, "about:blank"], stdout=self.log, stderr=self.log)
        try:
            self.port = until("Chromium's start", 60, self._port)
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/json/version", timeout=10) as answer:
                url = json.load(answer)["webSocketDebuggerUrl"]
            self.socket = connect(url, max_size=None)
            self.ids = itertools.count(1)
            self.events = []
        except BaseException:
            self.__exit__()
            raise
        return self

    def _port(self):
        if self.process.poll() is not None:
            with open(self.log.name, errors="replace") as log:
                raise SystemExit(f"Chromium ended with {self.process.returncode}:\n{log.read()[-2000:]}")
        try:
            with open(os.path.join(self.folder, "DevToolsActivePort")) as file:
                return int(file.readline())
        except (FileNotFoundError, ValueError):
            return None

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, method, session=None, **parameters):
        number = next(self.ids)
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def has_event(self, method, session, since=0):
        """Whether a tab has reported something."""
        try:
            self.events.append(json.loads(self.socket.recv(timeout=0.05)))
        except TimeoutError:
            pass
        return any(event.get("method") == method and event.get("sessionId") == session for event in self.events[since:])

    def open(self, url, **options):
        return Page(self, url, **options)


class Page:
    """One tab."""

    def __init__(self, browser, url, width=1100, height=800, scale=1, dark=False, mobile=False, text=1, keep=False):
        """`text` is how many times larger than usual the person wants all text; `keep` leaves what pages have stored."""
        self.browser = browser
        self.target = browser.command("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.command("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Inspector"):
            self.command(f"{domain}.enable")
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)
        self.scheme(dark)
        if not keep:
            origin = "/".join(url.split("/")[:3])
            self.command("Storage.clearDataForOrigin", origin=origin, storageTypes="indexeddb,local_storage")
        self.command("Page.setFontSizes", fontSizes={"standard": 16 * text, "fixed": 13 * text})
        self.command("Page.navigate", url=url)
        until(f"loading {url}", 30, lambda: self.value("document.readyState === 'complete' && location.href !== 'about:blank'"))

    def command(self, method, **parameters):
        return self.browser.command(method, session=self.session, **parameters)

    def scheme(self, dark):
        self.command(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def value(self, expression):
        """The value of an expression in the page; promises are awaited."""
        result = self.command("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']['exception'].get('description')}")
        return result["result"].get("value")

    def text(self, selector):
        return self.value(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def until(self, what, seconds, expression, fits=bool):
        """Waits until the value of an expression fits, and returns it."""
        def probe():
            value = self.value(expression)
            return value if fits(value) else None

        try:
            return until(what, seconds, probe)
        except Timeout as timeout:
            body = " ".join(self.value("document.body.innerText").split())
            raise Timeout(f"{timeout}; the page says: {body[:400]}") from None

    def click(self, selector):
        """A real mouse click in the middle of an element, which the browser takes for the user's."""
        box = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'nearest'}});"
            " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def key(self, key, code=0, text=""):
        self.command("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, text=text)
        self.command("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def reload(self):
        self.value("window.isOld = true")
        self.command("Page.reload")

        def is_loaded():
            try:
                return self.value("document.readyState === 'complete' && !window.isOld")
            except RuntimeError:  # between two pages
                return False

        until("the reload", 30, is_loaded)

    def crash(self):
        """Ends the tab's process at once."""
        # Its answer never comes.
        self.browser.socket.send(json.dumps({"id": next(self.browser.ids), "method": "Page.crash", "sessionId": self.session}))
        until("the crash", 10, lambda: self.browser.has_event("Inspector.targetCrashed", self.session))

    def asks_before_leaving(self):
        """Whether the page has the browser ask before it is left. It is not left."""
        self.command("Page.enable")
        known = len(self.browser.events)
        self.value("window.isOld = true")
        self.browser.socket.send(json.dumps({"id": next(self.browser.ids), "method": "Page.reload", "sessionId": self.session}))

        def outcome():
            if self.browser.has_event("Page.javascriptDialogOpening", self.session, known):
                return "asked"
            if self.browser.has_event("Page.loadEventFired", self.session, known):
                return "left"
            return None

        asked = until("a question or the reload", 15, outcome) == "asked"
        if asked:
            self.command("Page.handleJavaScriptDialog", accept=False)
        return asked

    def choose(self, selector, path):
        """Chooses a file in an input."""
        root = self.command("DOM.getDocument")["root"]["nodeId"]
        node = self.command("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.command("DOM.setFileInputFiles", files=[os.path.abspath(path)], nodeId=node)

    def complaints(self):
        """Exceptions, console errors and violations of the content security policy so far."""
        self.value("0")
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            parameters = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                found.append(details.get("exception", {}).get("description") or details["text"])
            elif event["method"] == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                found.append(f"{parameters['entry']['text']} {parameters['entry'].get('url', '')}")
        return found

    def picture(self, path):
        self.value("Promise.allSettled(document.getAnimations()"
                   ".filter((a) => a.effect.getTiming().iterations === 1).map((a) => a.finished)).then(() => 1)")
        data = self.command("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.browser.command("Target.closeTarget", targetId=self.target)
