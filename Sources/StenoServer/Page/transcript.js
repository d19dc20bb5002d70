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
    this.utterances = []; // { text, start, end, language }
    this.running = new Map(); // utterance number -> { element, message }
  }

  get text() {
    return this.utterances.map(({ text }) => text).join("\n");
  }

  /** Shows an utterance as heard so far; a new partial replaces the one before. */
  partial(message) {
    const key = message.utterance ?? 0;
    const element = this.running.get(key)?.element ?? this.live.appendChild(paragraph(message));
    this.running.set(key, { element, message });
    const { text, stable = "" } = message;
    const settled = text.startsWith(stable) ? stable : "";
    element.querySelector(".words").replaceChildren(span("stable", settled), span("unstable", text.slice(settled.length)));
  }

  /** Settles an utterance. Its text never changes again. */
  final(message) {
    this.remove(message.utterance ?? 0);
    if (message.text.trim()) this.add(message);
  }

  /** Forgets running utterances: their audio is sent again. */
  drop() {
    for (const key of [...this.running.keys()]) this.remove(key);
  }

  /** Keeps running utterances as they stand: nothing more will come. */
  settle() {
    for (const { message } of [...this.running.values()]) this.add({ ...message, unfinished: true });
    this.drop();
  }

  /** Empties the page and returns what it held. */
  clear() {
    const held = this.utterances;
    this.drop();
    this.utterances = [];
    this.finals.replaceChildren();
    return held;
  }

  add(utterance) {
    this.utterances.push(utterance);
    const element = paragraph(utterance);
    element.classList.toggle("unfinished", Boolean(utterance.unfinished));
    if (utterance.language) element.lang = utterance.language;
    element.querySelector(".words").textContent = utterance.text;
    this.finals.append(element);
  }

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
