# SPDX-License-Identifier: Apache-2.0

"""What the page keeps: through a reload, a crash, a long outage and the server's limits."""
import os
import time
import urllib.parse

from kennedy import is_kennedy
from relay import Relay
from scripted import FINALS, PROBLEM, STATE, STATUS, Scripted

WORDS = "[...document.querySelectorAll('#finals .words')].map((e) => e.textContent).join(' ')"
SHOWN = "!document.getElementById('more').hidden"


def lasting(browser, checks, options):
    for run in (reloads, crash, history, leaving, outage, limit, files, captions):
        checks.part(f"lasting, {run.__name__}", run, browser, checks, options)


def opened(browser, url, **rest):
    page = browser.open(url, **rest)
    page.until("the page's script", 10, f"{STATE} === 'idle'")
    return page


def reloads(browser, checks, options):
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    test.start()
    test.final("Before the reload.", 0, 0)
    test.tell("partial", text="And running", start=2, end=3, utterance=1)
    test.stop()
    page.reload()
    page.until("the words of before", 10, FINALS, lambda words: words == ["Before the reload.", "And running"])
    check("a reload brings the words back", page.value(STATUS).startswith("Restored from "), page.value(STATUS))
    test.prepare()
    test.start()
    test.final("Afterwards.", 0, 0)
    test.stop()
    starts = page.value("[...document.querySelectorAll('#finals time')].map((e) => Number(e.dateTime.slice(2, -1)))")
    check("a recording goes on behind them", test.finals()[2:] == ["Afterwards."] and starts == sorted(starts), (test.finals(), starts))
    page.click("#clear")
    page.reload()
    page.until("the page's script", 10, f"{STATE} === 'idle'")
    page.value("new Promise((resolve) => setTimeout(resolve, 800))")
    check("what was cleared does not come back by itself", page.value(FINALS) == [], page.value(FINALS))
    check("no errors in the console", not page.complaints(), page.complaints())
    page.close()


def crash(browser, checks, options):
    check = checks.that
    test = Scripted(browser, options.url)
    test.start()
    test.final("Before the crash.", 0, 0)
    test.page.value("new Promise((resolve) => setTimeout(resolve, 300))")
    test.page.crash()
    page = opened(browser, options.url, keep=True)
    page.until("the words of before", 10, FINALS, lambda words: words == ["Before the crash."])
    check("words outlast a crash of the tab", True)
    other = opened(browser, options.url, keep=True)
    other.value("new Promise((resolve) => setTimeout(resolve, 1200))")
    check("another tab does not take them as well", other.value(FINALS) == [], other.value(FINALS))
    other.close()
    page.close()


def history(browser, checks, options):
    check = checks.that
    test = Scripted(browser, options.url, width=390, height=780, mobile=True)
    page = test.page
    for text in ("The first talk.", "The second talk."):
        test.start()
        test.final(text, 0, 0)
        test.stop()
        page.click("#clear")
    page.click("#show-more")
    page.until("the history", 5, f"{SHOWN} && document.querySelectorAll('#history li').length === 2")
    entries = page.value("[...document.querySelectorAll('#history .entry')].map((e) => e.innerText)")
    check("the history has both, the newest first", "second" in entries[0] and "first" in entries[1], entries)
    if options.pictures:
        page.picture(os.path.join(options.pictures, "history-phone.png"))
        page.scheme(True)
        page.picture(os.path.join(options.pictures, "history-phone-dark.png"))
        page.scheme(False)
    page.click("#history li:nth-child(2) .entry")
    page.until("the one that was chosen", 5, FINALS, lambda words: words == ["The first talk."])
    check("a talk of the history can be opened", page.value("document.getElementById('more').hidden"))
    test.start()
    test.final("More of it.", 0, 0)
    test.stop()
    check("and goes on", test.finals() == ["The first talk.", "More of it."], test.finals())
    page.click("#show-more")
    page.until("the history", 5, f"{SHOWN} && document.querySelectorAll('#history li').length === 2")
    page.click("#history li:nth-child(1) .plain")
    page.until("one fewer", 5, "document.querySelectorAll('#history li').length === 1")
    page.reload()
    page.until("the open one", 10, FINALS, lambda words: len(words) == 2)
    page.click("#show-more")
    page.until("the history", 5, f"{SHOWN} && document.querySelectorAll('#history li').length === 1")
    check("what is deleted stays away", "first" in page.text("#history"), page.text("#history"))
    page.value("window.confirm = () => true")
    page.click("#forget")
    page.until("an empty history", 5, "document.getElementById('history-note').innerText.startsWith('Nothing is kept')")
    page.reload()
    page.value("new Promise((resolve) => setTimeout(resolve, 800))")
    check("all can be deleted", page.value(FINALS) == [], page.value(FINALS))
    page.close()


def leaving(browser, checks, options):
    check = checks.that
    test = Scripted(browser, options.url)
    page = test.page
    check("a page at rest is left without a question", not page.asks_before_leaving())
    test.prepare()
    test.start()
    check("one that records asks", page.asks_before_leaving())
    test.stop()
    page.close()


def outage(browser, checks, options):
    """Longer than the page once waited, with a server that keeps the session: all that is spoken meanwhile comes."""
    check = checks.that
    server = urllib.parse.urlsplit(options.url)
    relay = Relay(server.hostname, server.port or 80)
    page = opened(browser, f"http://localhost:{relay.port}/")
    page.click("#microphone")
    page.until("listening", 20, f"{STATE} === 'listening' && {STATUS} === 'Listening'")
    time.sleep(1.5)
    relay.cut()
    page.value(f"window.statuses = []; new MutationObserver(() => statuses.push({STATUS})).observe("
               "document.getElementById('status'), { childList: true }); 0")
    page.until("45 seconds without a network", 60, f"{STATUS} === 'Offline 0:45, still recording'")
    check("the recording goes on after 45 s without a network", page.value(STATE) == "listening")
    relay.mend()
    page.until("listening again", 20, f"{STATUS} === 'Listening'")
    page.until("the words spoken meanwhile", 30, WORDS, is_kennedy)
    check("no word is lost or doubled", True)
    statuses = page.value("statuses")
    check("the page says that it catches up", any(status.startswith("Back online, catching up: 0:") for status in statuses), statuses[-5:])
    page.click("#microphone")
    page.until("the end", 30, f"{STATE} === 'idle'")
    page.close()


def limit(browser, checks, options):
    """A server whose sessions end after six seconds of audio."""
    if not options.brief:
        return
    check = checks.that
    page = opened(browser, options.brief)
    page.value("""window.sessions = 0;
        window.WebSocket = class extends WebSocket {
            constructor(...given) { super(...given); window.sessions += 1; }
        };""")
    page.click("#sample")
    page.until("listening", 20, f"{STATE} === 'listening'")
    page.until("the end of the sample", 60, f"{STATE} === 'idle'")
    text = page.value(WORDS)
    check("a talk longer than a session goes through several", page.value("sessions") > 1, page.value("sessions"))
    # Where a session ends in a word, a word or two may be wrong.
    check("without losing a sentence", "fellow" in text and "for your country" in text and 18 <= len(text.split()) <= 26, text)
    check("and without a problem", page.value("document.getElementById('problem').hidden"), page.text("#problem"))
    page.close()


def files(browser, checks, options):
    check = checks.that
    page = opened(browser, options.url)
    page.value(f"window.statuses = new Set(); setInterval(() => statuses.add({STATUS}), 20); 0")
    page.click("#show-more")
    page.choose("#file", options.wav)
    page.until("the recording's words", 40, WORDS, is_kennedy)
    page.until("the end of the recording", 20, f"{STATE} === 'idle'")
    statuses = page.value("[...statuses]")
    check("a file is transcribed, with its progress",
          any(status.startswith("Transcribing jfk.wav: ") and status.endswith(" %") for status in statuses), statuses)
    check("and its words stay", is_kennedy(page.value(WORDS)), page.value(WORDS))
    page.click("#clear")
    page.value(f"""fetch('sample.wav').then((answer) => answer.blob()).then((blob) => {{
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], 'dropped.wav'));
        document.body.dispatchEvent(new DragEvent('drop', {{ dataTransfer: transfer, bubbles: true, cancelable: true }}));
    }})""")
    page.until("the dropped recording's words", 40, WORDS, is_kennedy)
    page.until("the end of the recording", 20, f"{STATE} === 'idle'")
    check("so is a file that is dropped", is_kennedy(page.value(WORDS)), page.value(WORDS))
    page.value("""(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['no sound'], 'notes.txt'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    })()""")
    page.until("word of the other file", 10, f"{PROBLEM}.includes('cannot read notes.txt')")
    check("a file that is no recording is explained", page.value(STATE) == "idle")
    check("no errors in the console", not page.complaints(), page.complaints())
    page.close()


def captions(browser, checks, options):
    check = checks.that
    test = Scripted(browser, f"{options.url}?captions&lines=2&size=64&bg=transparent&language=de&task=translate", width=1280, height=720)
    page = test.page
    page.click("#sheet")
    page.until("listening", 15, f"{STATE} === 'listening' && sockets.at(-1).samples > 0")
    address = page.value("sockets.at(-1).url")
    check("the address chooses language and task", "language=de" in address and "task=translate" in address, address)
    for number in range(6):
        test.final("My fellow Americans, ask not what your country can do for you.", number * 4, number)
    test.tell("partial", text="ask what you", stable="ask", start=30, end=31, utterance=6)
    height = page.value("document.getElementById('sheet').getBoundingClientRect().height")
    check("captions have the lines asked for", abs(height - 2 * 64 * 1.35) < 2, height)
    last = page.value("(() => { const r = document.querySelector('#live .words').getBoundingClientRect(); return [r.top, r.bottom]; })()")
    check("the newest words are seen", 0 < last[0] and last[1] <= 720, last)
    check("the background is transparent", page.value("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)")
    check("no controls are seen", page.value("document.querySelector('.controls').getBoundingClientRect().height") == 0)
    if options.pictures:
        page.picture(os.path.join(options.pictures, "captions-overlay.png"))
    page.click("#sheet")
    page.until("the end", 10, f"{STATE} === 'idle'")
    page.close()

    test = Scripted(browser, options.url, width=1280, height=720)
    page = test.page
    test.start()
    for number in range(4):
        test.final("My fellow Americans, ask not what your country can do for you.", number * 4, number)
    page.click("#show-more")
    page.until("the panel", 5, SHOWN)
    size = "parseFloat(getComputedStyle(document.getElementById('sheet')).fontSize)"
    before = page.value(size)
    page.click("#larger")
    check("text can be made larger", page.value(size) > before, (before, page.value(size)))
    if options.pictures:
        page.picture(os.path.join(options.pictures, "more.png"))
        page.scheme(True)
        page.picture(os.path.join(options.pictures, "more-dark.png"))
        page.scheme(False)
    page.click("#captions")
    page.until("captions", 5, "document.body.dataset.captions === 'screen'")
    check("captions fill the screen", page.value(f"{size} > 60"), page.value(size))
    if options.pictures:
        page.picture(os.path.join(options.pictures, "captions-screen.png"))
    page.key("Escape", 27)
    page.until("the whole page", 5, "!document.body.hasAttribute('data-captions')")
    check("Escape shows the whole page and the recording goes on", page.value(STATE) == "listening")
    test.stop()
    page.close()
