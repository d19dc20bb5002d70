// SPDX-License-Identifier: Apache-2.0

// Which of the stored transcripts the page shows and adds to. Each belongs to one tab at a time.

import * as store from "./store.js";

const restoredFor = 12 * 3600 * 1000; // ms after which a transcript is in the history only

const tab = (() => {
  try { return sessionStorage; } catch { return {}; }
})();

export class Keeper {
  constructor() {
    this.transcript = null; // { id, started, updated, elapsed, beginning } of what is on the page
  }

  /** When the transcript on the page was begun. */
  get started() {
    return new Date(this.transcript?.started ?? Date.now());
  }

  /** Stores utterances as they become final. The first one begins a transcript. */
  add(utterances, elapsed) {
    if (!this.transcript && utterances.length === 0) return;
    if (!this.transcript) {
      const started = Date.now() - elapsed * 1000;
      this.take({ id: `${started}-${Math.random().toString(36).slice(2, 8)}`, started, beginning: utterances[0].text.slice(0, 120) });
      store.tidy();
    }
    this.transcript.elapsed = elapsed;
    store.append(this.transcript, utterances);
  }

  /** Stores another content of the transcript on the page. */
  replace(utterances, elapsed) {
    if (!this.transcript) return this.add(utterances, elapsed);
    Object.assign(this.transcript, { elapsed, beginning: (utterances[0]?.text ?? "").slice(0, 120) });
    store.replace(this.transcript, utterances);
  }

  /** Goes on with a transcript; with null, the next utterance begins another. */
  async take(transcript) {
    this.release?.();
    this.transcript = transcript;
    delete tab.stenoEmpty;
    if (transcript) tab.stenoTranscript = transcript.id;
    else delete tab.stenoTranscript;
    return transcript ? this.lock(transcript.id) : true;
  }

  /** Takes the transcript off the page. It stays in the history; returns it, for `take` to bring it back. */
  clear() {
    const { transcript } = this;
    if (transcript) store.append({ ...transcript, isCleared: true }, []);
    this.take(null);
    tab.stenoEmpty = "yes";
    return transcript;
  }

  /** Opens one of the history: { transcript, utterances }, or null if another tab has it. */
  async open(transcript) {
    const before = this.transcript;
    if (transcript.id !== before?.id && !await this.take({ ...transcript, isCleared: false })) {
      await this.take(before);
      return null;
    }
    return { transcript, utterances: await store.load(transcript.id) };
  }

  /** Makes one transcript of one that was cleared and what came since. Either may be null. */
  async merge(earlier, since, utterances, elapsed) {
    if (earlier) await this.take({ ...earlier, isCleared: false });
    if (earlier && since) store.remove(since.id);
    this.replace(utterances, elapsed);
  }

  /** Puts the page's last transcript back, of this tab or else of one that was closed: { transcript, utterances } or null. */
  async restore() {
    const all = await store.list();
    const own = all.filter(({ id }) => id === tab.stenoTranscript);
    const recent = all.filter(({ updated, isCleared }) => !isCleared && Date.now() - updated < restoredFor);
    for (const transcript of tab.stenoEmpty ? [] : [...own, ...recent]) {
      if (!await this.take(transcript)) continue; // another tab has it
      return { transcript, utterances: await store.load(transcript.id) };
    }
    if (!tab.stenoEmpty) await this.take(null);
    return null;
  }

  /** Holds a transcript for this tab as long as it is open; false if another tab does. */
  async lock(id) {
    if (!navigator.locks) return true; // not on insecure pages
    return new Promise((resolve) => {
      const held = new Promise((release) => (this.release = release));
      // A page that was just left may still hold it for a moment.
      navigator.locks.request(`steno-${id}`, { signal: AbortSignal.timeout(500) }, () => {
        resolve(true);
        return held;
      }).catch(() => resolve(false));
    });
  }
}
