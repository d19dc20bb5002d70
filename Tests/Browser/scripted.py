# SPDX-License-Identifier: Apache-2.0

"""The page with a server that says what the test wants: messages, their order, and broken connections."""
import json
import os

STATE = "document.body.dataset.state"
FINALS = "[...document.querySelectorAll('#finals .words')].map((e) => e.textContent)"
STATUS = "document.getElementById('status').innerText"
PROBLEM = "document.getElementById('problem').innerText"

# In the place of the browser's own: every socket is kept, opens unless `window.refusing`, and says what `tell` is given.
SOCKETS = """
window.sockets = [];
window.WebSocket = class {
  static OPEN = 1;
  constructor(url) {
    Object.assign(this, { url: String(url), readyState: 0, bufferedAmount: 0, samples: 0, texts: [] });
    sockets.push(this);
    setTimeout(() => {
      if (window.refusing) return this.lose(1006);
      this.readyState = 1;
      this.onopen?.();
      const resumed = new URL(url).searchParams.has('resume');
      this.tell(window.greeting?.(url) ?? (resumed ? { type: 'resumed', sample: 0 } : { type: 'ready', session: 's', resume_token: 't' }));
    });
  }
  send(data) {
    if (typeof data !== 'string') return this.samples += data.length;
    this.texts.push(data);
    if (JSON.parse(data).type === 'stop') setTimeout(() => this.lose(1000));
  }
  tell(message) { this.onmessage?.({ data: JSON.stringify(message) }); }
  lose(code) {
    this.readyState = 3;
    this.onclose?.({ code, reason: '' });
  }
  close() { this.readyState = 3; }
};
window.tell = (message) => sockets.at(-1).tell(message);
window.fetch = ((fetch) => async (url, options) => {
  if (window.refusing && String(url).includes('ws/transcribe')) throw new TypeError('no network');
  return fetch(url, options);
})(window.fetch);
"""


class Scripted:
    """A page whose server is the test."""

    def __init__(self, browser, url, **options):
        self.page = browser.open(url, **options)
        self.prepare()

    def prepare(self):
        self.page.until("the page's script", 10, f"{STATE} === 'idle'")
        self.page.value(SOCKETS)

    def start(self):
        count = self.page.value("sockets.length")
        self.page.click("#microphone")
        self.page.until("listening", 15, f"{STATE} === 'listening' && sockets.length > {count} && sockets.at(-1).samples > 0")

    def stop(self):
        self.page.click("#microphone")
        self.page.until("the end", 10, f"{STATE} === 'idle'")

    def tell(self, kind, **fields):
        self.page.value(f"tell({json.dumps({'type': kind, **fields})})")

    def final(self, text, start, utterance=0):
        self.tell("final", text=text, start=start, end=start + 1, utterance=utterance)

    def finals(self):
        return self.page.value(FINALS)


def scripted(browser, checks, options):
    for run in (words, expected, messages, contrast, lost, stopped, deaf, another, failing):
        checks.part(f"scripted, {run.__name__}", run, browser, checks, options)


def words(browser, checks, options):
    """What becomes of the words on the page."""
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    test.tell("partial", text="thank you", start=1, end=2, utterance=0)
    check("a partial is shown", page.text("#live") != "")
    test.tell("empty", utterance=0)
    check("a partial that the server takes back leaves the page", page.text("#live") == "", page.text("#live"))
    test.stop()
    check("and does not enter the transcript", test.finals() == [] and page.value("document.getElementById('copy').disabled"),
          test.finals())

    test.start()
    test.final("Second.", 5, 1)
    test.final("First.", 2, 0)
    test.tell("partial", text="and third", start=8, end=9, utterance=2)
    test.stop()
    check("finals are in the order they were spoken", test.finals() == ["First.", "Second.", "and third"], test.finals())

    page.click("#clear")
    check("clear empties the page", test.finals() == [])
    test.start()
    test.final("Later.", 1, 0)
    check("undo is still there after a new final", not page.value("document.getElementById('undo').hidden"))
    test.stop()
    page.click("#undo")
    check("undo keeps both parts", test.finals() == ["First.", "Second.", "and third", "Later."], test.finals())
    test.start()
    page.click("#clear")
    test.final("Newest.", 3, 0)
    page.click("#undo")
    test.stop()
    check("undo while recording keeps both parts", test.finals()[-2:] == ["Later.", "Newest."] and len(test.finals()) == 5,
          test.finals())
    check("no errors in the console", not page.complaints(), page.complaints())
    page.close()


def expected(browser, checks, options):
    """Words to expect, set before and amid a recording."""
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    change = "(words) => { const field = document.getElementById('hotwords'); field.value = words; field.dispatchEvent(new Event('change')); }"
    page.value(f"({change})('Steno, Hernandia')")
    test.start()
    address = page.value("sockets.at(-1).url")
    check("words to expect are in the address", "hotwords=Steno%2C+Hernandia" in address, address)
    page.value(f"({change})('opium:2')")
    texts = page.value("sockets.at(-1).texts.join('\\n')")
    check("others are sent amid a recording", '{"type":"hotwords","hotwords":"opium:2"}' in texts, texts)
    test.tell("warning", code="invalid_parameter", message="The weight is not allowed.")
    check("a warning is shown", "The weight is not allowed." in page.text("#problem"), page.text("#problem"))
    test.stop()
    page.close()
    page = browser.open(options.url, keep=True)
    page.until("the words of the last visit", 10, "document.getElementById('hotwords').value === 'opium:2'")
    check("words to expect are kept", True)
    page.close()


def messages(browser, checks, options):
    """What the page says is seen, however long the transcript is."""
    check = checks.that
    sizes = (("desktop", 1100, 800, 1), ("phone", 390, 780, 1), ("small phone", 320, 640, 1), ("phone, text of 200 %", 390, 780, 2),
             ("small phone, text of 200 %", 320, 640, 2), ("phone on its side", 780, 320, 1))
    for name, width, height, text in sizes:
        test = Scripted(browser, options.url, width=width, height=height, mobile=width < 800, text=text)
        page = test.page
        check(f"{name}: nothing is wider than the screen, at first", width_beyond(page, width) <= 0, width_beyond(page, width))
        test.start()
        for number in range(40):
            test.final("My fellow Americans, ask not what your country can do for you.", number * 4, number)
        test.tell("partial", text="Ask what you can do", stable="Ask what", start=160, end=162, utterance=40)
        check(f"{name}: the status is seen", is_seen(page, "#status"), box(page, "#status"))
        check(f"{name}: and the button that stops", is_seen(page, "#microphone"), box(page, "#microphone"))
        check(f"{name}: nothing is wider than the screen", width_beyond(page, width) <= 0, width_beyond(page, width))
        if options.pictures:
            page.picture(os.path.join(options.pictures, f"long-{name.replace(', text of ', '-').replace(' %', '').replace(' ', '-')}.png"))
        page.value("document.scrollingElement.scrollTop = 0")
        test.tell("error", code="transcription", message="The model is gone.")
        page.value("sockets.at(-1).lose(1011)")
        page.until("word of the error", 5, f"{PROBLEM}.includes('The model is gone')")
        check(f"{name}: a problem is seen", is_seen(page, "#problem-text"), box(page, "#problem-text"))
        page.close()

    test = Scripted(browser, options.url)
    page = test.page
    check("the title of a page at rest", page.value("document.title") == "Steno")
    test.start()
    check("the title says that it listens", page.value("document.title").startswith("●"), page.value("document.title"))
    test.stop()
    check("and no longer", page.value("document.title") == "Steno")
    page.close()


def contrast(browser, checks, options):
    """What is told by more than shades of grey."""
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    test.tell("partial", text="Ask what you can do", stable="Ask what", start=1, end=2, utterance=0)
    line = "getComputedStyle(document.querySelector('#live .{}')).textDecorationLine"
    check("words that may change are underlined", page.value(line.format("unstable")) == "underline"
          and page.value(line.format("stable")) == "none")
    page.command("Emulation.setEmulatedMedia", features=[{"name": "forced-colors", "value": "active"}])
    check("the button has a shape under forced colours", page.value(
        "(() => { const s = getComputedStyle(document.getElementById('microphone'));"
        " return parseFloat(s.borderTopWidth) > 0 && s.borderTopColor !== getComputedStyle(document.body).backgroundColor; })()"))
    check("settled and open words differ under forced colours", page.value(
        "['stable', 'unstable'].map((name) => getComputedStyle(document.querySelector('#live .' + name)).color)"
        ".every((color, _, all) => color === all[0])") is False)
    if options.pictures:
        page.picture(os.path.join(options.pictures, "forced-colours.png"))
    test.stop()
    page.close()


def box(page, selector):
    return page.value(f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
                      " return [r.left, r.top, r.right, r.bottom, innerWidth, innerHeight]; })()")


def is_seen(page, selector):
    left, top, right, bottom, width, height = box(page, selector)
    return left >= 0 and top >= 0 and right <= width + 1 and bottom <= height + 1 and right > left and bottom > top


def width_beyond(page, width):
    return page.value("Math.round(Math.max(...[...document.querySelectorAll('body *')].map((e) => e.getBoundingClientRect().right)))") - width


def lost(browser, checks, options):
    """The network goes and comes back."""
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    test.tell("speech_started", utterance=0, start=0.2)
    test.final("Before.", 0.2, 0)
    page.value("window.refusing = true; sockets.at(-1).lose(1006)")
    page.until("word of the network", 5, f"/^Offline 0:0\\d, still recording$/.test({STATUS})")
    check("an outage is counted, and recording goes on", page.value(STATE) == "listening")
    check("a screen reader does not hear the count", page.text("#spoken") == "Offline, still recording", page.text("#spoken"))
    page.until("several attempts", 20, "sockets.length > 4")
    check("the page keeps trying", page.value(STATE) == "listening")
    # Meanwhile the server has forgotten the session.
    page.value("window.greeting = (url) => new URL(url).searchParams.has('resume') ? { type: 'error', code: 'unknown_session', message: 'Gone.' } : null;"
               "window.refusing = false; dispatchEvent(new Event('online'))")
    page.until("an attempt to go on", 15, "sockets.at(-1).url.includes('resume=') && sockets.at(-1).readyState === 1")
    page.value("sockets.at(-1).lose(1008)")
    page.until("another session", 15, "!sockets.at(-1).url.includes('resume=') && sockets.at(-1).samples > 0")
    page.until("listening as before", 15, f"{STATUS} === 'Listening'")
    rate = page.value("Number(new URL(sockets.at(-1).url).searchParams.get('sample_rate'))")
    sent = page.value("sockets.at(-1).samples") / rate
    check("what was spoken meanwhile is sent to another session", sent > 4, sent)
    test.final("After.", 3, 0)
    test.stop()
    check("the words of both are there, in order", test.finals() == ["Before.", "After."], test.finals())
    starts = page.value("[...document.querySelectorAll('#finals time')].map((e) => Number(e.dateTime.slice(2, -1)))")
    check("the other session's times begin where the last final ended", abs(starts[1] - (starts[0] + 1 + 3)) < 0.1, starts)
    page.close()


def stopped(browser, checks, options):
    """The recording is stopped while the network is away."""
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    page.value("window.refusing = true; sockets.at(-1).lose(1006)")
    page.until("word of the network", 5, f"{STATUS}.startsWith('Offline')")
    page.click("#microphone")
    page.until("word of what waits", 5, f"/^Offline 0:0\\d. 0:0\\d of speech is waiting/.test({STATUS})")
    check("what is stopped offline waits for the server", page.value(STATE) == "finishing")
    page.value("window.refusing = false; dispatchEvent(new Event('online'))")
    page.until("the end", 15, f"{STATE} === 'idle'")
    check("and is sent when it is back", page.value("sockets.at(-1).samples") > 0
          and "stop" in page.value("sockets.at(-1).texts.join()"), page.value("sockets.at(-1).texts"))
    page.close()


def deaf(browser, checks, options):
    """A network that takes audio, and from which nothing comes back."""
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    page.until("another connection", 40, "sockets.length === 2 && sockets[1].samples > 0")
    checks.that("a connection without an answer is replaced", page.value("sockets[1].url.includes('resume=s&') && sockets[0].readyState === 3"))
    test.stop()
    page.close()


def another(browser, checks, options):
    """The server ends the session because it lasted long enough."""
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    test.final("Before.", 0.2, 0)
    test.tell("error", code="session_expired", message="A session may last 60 minutes.")
    page.value("sockets.at(-1).lose(1008)")
    page.until("another session", 10, "sockets.length === 2 && sockets[1].samples > 0")
    check("a session that has reached the limit goes on in another", page.value(STATE) == "listening"
          and page.value("document.getElementById('problem').hidden") and not page.value("sockets[1].url").count("resume="),
          page.text("#problem"))
    check("without a word about it", "Offline" not in page.value(STATUS), page.value(STATUS))
    test.final("After.", 1, 0)
    test.stop()
    check("with the words of both", test.finals() == ["Before.", "After."], test.finals())
    page.close()


def failing(browser, checks, options):
    """The server accepts every session and cannot transcribe."""
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    for number in range(4):
        page.until(f"session {number + 1}", 15, f"sockets.length === {number + 1} && sockets.at(-1).samples > 0")
        test.tell("error", code="transcription_failed", message="The model failed.")
        page.value("sockets.at(-1).lose(1011)")
    page.until("the end", 5, f"{STATE} === 'idle'")
    check("a server that fails again and again ends the recording", "The model failed" in page.text("#problem"), page.text("#problem"))
    page.close()
