// SPDX-License-Identifier: Apache-2.0

// The transcripts of this browser as a list.

import * as store from "./store.js";
import { clockTime } from "./transcript.js";

const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Lists the transcripts in an element. @param open called with the one that is chosen, @param removed with the ids deleted */
export async function showHistory(element, current, open, removed) {
  const transcripts = await store.list();
  element.replaceChildren(...transcripts.map((transcript) => {
    const when = date.format(transcript.started);
    const item = document.createElement("li");
    const choose = button("entry", "");
    choose.append(line("when", `${when}, ${clockTime(transcript.elapsed ?? 0)}`), line("beginning", transcript.beginning ?? ""));
    choose.setAttribute("aria-current", transcript.id === current?.id);
    choose.onclick = () => open(transcript);
    const forget = button("plain", "Delete");
    forget.setAttribute("aria-label", `Delete ${when}`);
    forget.onclick = async () => {
      await store.remove(transcript.id);
      removed([transcript.id]);
      item.remove();
    };
    item.append(choose, forget);
    return item;
  }));
  return transcripts;
}

/** Deletes all transcripts and returns their ids. */
export async function removeAll() {
  const ids = (await store.list()).map(({ id }) => id);
  await store.remove(...ids);
  return ids;
}

function button(className, text) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = text;
  return element;
}

function line(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.dir = "auto";
  element.textContent = text;
  return element;
}
