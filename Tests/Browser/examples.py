# SPDX-License-Identifier: Apache-2.0

"""The clients under Examples/, run as a reader of the README would."""
import functools
import http.server
import os
import subprocess
import sys
import threading

from kennedy import has_phrase, is_kennedy

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Examples")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def examples(browser, checks, options):
    address = options.url.replace("http", "ws", 1)
    in_browser(browser, checks, address, options.pictures)
    in_python(checks, address, options.wav)


def in_browser(browser, checks, address, pictures):
    handler = functools.partial(Quiet, directory=os.path.join(FOLDER, "browser"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.open(f"http://localhost:{server.server_port}/?url={address}")
        page.click("#start")
        page.until("a partial in the browser example", 20, "document.getElementById('partial').textContent")
        checks.that("the browser example shows partials", True)
        finals = "[...document.querySelectorAll('#finals li')].map((e) => e.textContent).join(' ')"
        page.until("the last final in the browser example", 30, finals, has_phrase)
        checks.that("the browser example shows finals", True)
        page.click("#stop")
        page.until("the end of the browser example", 20, "document.getElementById('state').textContent === 'Closed (1000)'")
        checks.that("the browser example ends with 1000", True)
        if pictures:
            page.picture(os.path.join(pictures, "example.png"))
        page.close()
        server.shutdown()


def finals(output):
    """The text of all finals that stream.py printed."""
    return " ".join(line.removeprefix("final: ") for line in output.splitlines() if line.startswith("final: "))


def in_python(checks, address, wav):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, os.path.join(FOLDER, "python", "stream.py"), *arguments],
            capture_output=True, text=True, timeout=90)

    result = run(wav, "--url", address)
    lines = result.stdout.splitlines()
    checks.that("stream.py ends with 0", result.returncode == 0, result.stderr)
    partials = [line for line in lines if line.startswith("partial: ")]
    checks.that("stream.py prints growing partials", len(partials) > 2 and len(partials[0]) < max(map(len, partials)), lines)
    checks.that("stream.py prints the words", is_kennedy(finals(result.stdout)), lines)
    checks.that("stream.py ends with the whole transcript",
                lines[-1:] != [] and lines[-1].startswith("transcript: ") and is_kennedy(lines[-1].removeprefix("transcript: ")), lines)

    result = run(wav, "--url", address, "--pace", "0")
    checks.that("stream.py at full speed prints the words", is_kennedy(finals(result.stdout)) and result.returncode == 0, result)

    result = run(wav, "--url", "ws://127.0.0.1:9")
    checks.that("stream.py tells of an unreachable server",
                result.returncode == 1 and len(result.stderr.splitlines()) == 1, result)
    result = run(__file__)
    checks.that("stream.py tells of a file that is no WAV", result.returncode == 2 and "not a WAV" in result.stderr, result)
