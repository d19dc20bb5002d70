// SPDX-License-Identifier: Apache-2.0

// The words on the page: finished utterances in the log, running ones below it.

/** Seconds as 0:04, 12:30 or 1:02:03. */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export class Transcript {
  /** @param finals the element for finished utterances, @param live the one for running ones */
  constructor(finals, live) {
    this.finals = finals;
    this.live = live;
    this.utterances = []; // { text, start, end, language, unfinished }, by start
    this.running = new Map(); // utterance number -> { element, message }
  }

  get text() {
    return this.utterances.map(({ text }) => text).join("\n");
  }

  /** Shows an utterance as received so far; a new partial replaces the one before. */
  partial(message) {
    const key = message.utterance ?? 0;
    const element = this.running.get(key)?.element ?? this.live.appendChild(paragraph(message));
    this.running.set(key, { element, message });
    const { text, stable = "" } = message;
    const settled = text.startsWith(stable) ? stable : "";
    const open = text.slice(settled.length);
    const space = open.startsWith(" ") ? " " : "";
    element.querySelector(".words").replaceChildren(span("stable", settled), space, span("unstable", open.slice(space.length)));
  }

  /** Settles an utterance, whose text never changes again. Returns it as it is kept; nothing if it has no words. */
  final(message) {
    this.remove(message.utterance ?? 0);
    return message.text.trim() ? this.add(message) : null;
  }

  /** Forgets running utterances: their audio is sent again. */
  drop() {
    for (const key of [...this.running.keys()]) this.remove(key);
  }

  /** Keeps running utterances as they stand, since nothing more will come, and returns them. */
  settle() {
    const messages = [...this.running.values()].map(({ message }) => message);
    this.drop();
    return messages.map((message) => this.add({ ...message, unfinished: true }));
  }

  /** Empties the page and returns what it held. */
  clear() {
    const held = this.utterances;
    this.drop();
    this.utterances = [];
    this.finals.replaceChildren();
    return held;
  }

  /** Inserts an utterance where it was spoken. */
  add({ text, start = 0, end = start, language, unfinished }) {
    const utterance = { text, start, end, ...(language && { language }), ...(unfinished && { unfinished }) };
    let index = this.utterances.length;
    while (index > 0 && this.utterances[index - 1].start > start) index--;
    const element = paragraph(utterance);
    element.classList.toggle("unfinished", Boolean(unfinished));
    if (language) element.lang = language;
    element.querySelector(".words").textContent = text;
    this.finals.insertBefore(element, this.finals.children[index] ?? null);
    this.utterances.splice(index, 0, utterance);
    return utterance;
  }

  /** Takes a running utterance off the page: its final comes, or there were no words in it. */
  remove(key) {
    this.running.get(key)?.element.remove();
    this.running.delete(key);
  }
}

function paragraph({ start = 0 }) {
  const element = document.createElement("p");
  element.className = "utterance";
  const time = document.createElement("time");
  time.dateTime = `PT${start.toFixed(2)}S`;
  time.textContent = clockTime(start);
  const words = span("words", "");
  words.dir = "auto";
  element.append(time, words);
  return element;
}

function span(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
