// SPDX-License-Identifier: Apache-2.0

// The key or token for a server that needs one: from the address (#token=…) or typed in, kept until the tab is closed.

const field = document.getElementById("key-field");
const form = document.getElementById("key");
let key = "";

const storage = (() => {
  try { return sessionStorage; } catch { return {}; } // not every browser lets every page keep something
})();

function use(text) {
  key = storage.stenoKey = text.replace(/[^\w.~-]/g, ""); // what a subprotocol may hold
}

const given = new URLSearchParams(location.hash.slice(1)).get("token");
use(given ?? storage.stenoKey ?? "");
// Out of sight, and not in the history or a bookmark.
if (given) history.replaceState(null, "", location.pathname + location.search);

/** What to offer in a handshake: browsers can send a key in no other header field. */
export const protocols = () => (key ? ["steno", `token.${key}`] : ["steno"]);

/** What to send with other requests. */
export const headers = () => (key ? { Authorization: `Bearer ${key}` } : {});

/** Asks for a key, to be used for what is opened from then on. @param done called when it is there */
export function askForKey(done) {
  if (!form.hidden) return; // someone may be typing
  form.hidden = false;
  field.value = "";
  field.focus();
  form.onsubmit = (event) => {
    event.preventDefault();
    use(field.value);
    form.hidden = true;
    done();
  };
}
