# SPDX-License-Identifier: Apache-2.0

"""The page of a server that asks for a key."""
from kennedy import is_kennedy

STATE = "document.body.dataset.state"
FINALS = "[...document.querySelectorAll('#finals .words')].map((e) => e.textContent).join(' ')"
PROBLEM = "document.getElementById('problem').innerText"


def keys(browser, checks, url, key):
    check = checks.that
    page = opened(browser, url)
    page.click("#sample")
    page.until("the wish for a key", 15, f"{PROBLEM}.includes('needs a key')")
    check("a key is asked for", page.value("!document.getElementById('key').hidden"))
    enter(page, "of another server")
    page.until("word of the wrong key", 15, f"{PROBLEM}.includes('not valid')")
    check("a wrong key is told", page.value("!document.getElementById('key').hidden"))
    enter(page, key)
    heard(page)
    check("the key that was typed in opens a session", True)
    page.close()

    page = opened(browser, f"{url}#token={key}")
    page.click("#sample")
    heard(page)
    check("so does the one in the address", True)
    check("which is out of sight then", key not in page.value("location.href"))
    page.close()


def opened(browser, url):
    page = browser.open(url)
    page.until("the page's script", 10, f"{STATE} === 'idle'")
    return page


def enter(page, key):
    page.until("the end of the attempt", 10, f"{STATE} === 'idle'")
    page.value(f"document.getElementById('key-field').value = '{key}'")
    page.click("#key button")


def heard(page):
    page.until("listening", 15, f"{STATE} === 'listening'")
    page.until("the sample's words", 40, FINALS, is_kennedy)
    page.until("the end of the sample", 30, f"{STATE} === 'idle'")
