# SPDX-License-Identifier: Apache-2.0

"""A headless Firefox, driven over WebDriver BiDi, with its own fake microphone (a tone).

Firefox runs no AudioContext without a sound output; where pulseaudio is installed, a silent one is started for it.
"""
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile

from websockets.sync.client import connect

from devtools import Timeout, until

PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
}


class Firefox:
    """The browser process with one tab. A context manager, so that it never outlives the test."""

    @staticmethod
    def binary():
        return shutil.which("firefox-esr") or shutil.which("firefox")

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="steno-firefox-")
        with open(os.path.join(self.folder, "user.js"), "w", encoding="utf-8") as file:
            for name, value in PREFERENCES.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self.log = open(os.path.join(self.folder, "log"), "wb")
        environment = {**os.environ, "HOME": self.folder, "XDG_RUNTIME_DIR": self.folder}
        self.processes = []
        try:
            if shutil.which("pulseaudio"):
                self._start(environment, "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1",
                            "--load=module-null-sink", "--load=module-native-protocol-unix")
                until("pulseaudio", 20, lambda: os.path.exists(os.path.join(self.folder, "pulse", "native")))
            self.process = self._start(
                environment, self.binary(), "--headless", "--no-remote", "--remote-debugging-port", "0",
                "--profile", self.folder)
            self.socket = connect(f"{until('Firefox', 60, self._address)}/session", max_size=None)
            self.ids = itertools.count(1)
            self.command("session.new", capabilities={})
            self.context = self.command("browsingContext.getTree")["contexts"][0]["context"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self, environment, *command):
        process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=environment)
        self.processes.append(process)
        return process

    def _address(self):
        with open(self.log.name, errors="replace") as log:
            text = log.read()
        if self.process.poll() is not None:
            raise RuntimeError(f"Firefox ended with {self.process.returncode}: {text[-2000:]}")
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", text)
        return found and found.group(1)

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, method, **parameters):
        number = next(self.ids)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                return answer["result"]

    def open(self, url):
        self.command("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def value(self, expression):
        """The value of an expression in the page, as JSON carries it. It runs as if the user had clicked."""
        result = self.command(
            "script.evaluate", expression=f"JSON.stringify({expression})", target={"context": self.context},
            awaitPromise=True, userActivation=True)
        if result["type"] == "exception":
            raise RuntimeError(f"{expression}: {result['exceptionDetails']['text']}")
        return json.loads(result["result"].get("value", "null"))

    def until(self, what, seconds, expression):
        try:
            return until(what, seconds, lambda: self.value(expression))
        except Timeout as timeout:
            raise Timeout(f"{timeout}; the page says: {' '.join(self.value('document.body.innerText').split())[:400]}") from None


def firefox(checks, options):
    """The microphone (a tone, so no words are expected) and the sample."""
    check = checks.that
    state = "document.body.dataset.state"
    status = "document.getElementById('status').innerText"
    with Firefox() as page:
        page.open(options.url)
        page.until("the page's script", 10, f"{state} === 'idle'")
        if shutil.which("pulseaudio"):
            microphone(page, check, state, status)
        else:
            print("      no pulseaudio: Firefox's microphone is left out (apt-get install pulseaudio)")
        page.value("document.getElementById('sample').click() ?? null")
        page.until("the sample in Firefox", 20, f"{state} === 'listening'")
        page.until("the sample's end in Firefox", 40, f"{state} === 'idle'")
        text = page.value("document.getElementById('finals').innerText")
        check("Firefox: the sample's words become final", "your country can do for you" in text, text)


def microphone(page, check, state, status):
    page.value("document.getElementById('microphone').click() ?? null")
    page.until("listening in Firefox", 20, f"{status} === 'Listening'")
    page.until("a level in Firefox", 10, "(() => { const c = document.getElementById('meter'); const row = "
               "c.getContext('2d').getImageData(0, 4, c.width, 1).data; return row.some((v) => v > 0); })()")
    check("Firefox: the microphone is heard", page.value("document.getElementById('problem').hidden"))
    page.value("document.getElementById('microphone').click() ?? null")
    page.until("the end in Firefox", 30, f"{state} === 'idle'")
    check("Firefox: stop ends well", page.value(f"{status}.startsWith('Ready')"))
