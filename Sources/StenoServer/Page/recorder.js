// SPDX-License-Identifier: Apache-2.0

// One recording after another: a source of audio, a session for its words, and the state that the page shows.

import { Problem } from "./sources.js";
import { complain, say } from "./notices.js";
import { Session } from "./session.js";
import { clockTime } from "./transcript.js";

const slow = 4; // seconds of delay that are worth a word
const silence = 5000; // ms without a sound that are worth one
const patience = 20_000; // ms for the last words
const doubleClick = 1000; // ms

export class Recorder {
  /**
   * @param events { state(name), heard(samples), speaking(bool), partial(message), final(message), empty(message),
   *   restarted(), ended(seconds), keyWanted() }; times are seconds of this recording
   */
  constructor(events) {
    this.events = events;
    this.state = "idle"; // starting, listening, finishing
    this.source = null;
    this.session = null;
    this.idleText = "Ready";
    // A hidden page loses its lock.
    document.addEventListener("visibilitychange", () => document.hidden || (this.isBusy && this.keepScreenOn()));
  }

  get isBusy() {
    return this.state !== "idle";
  }

  /** Seconds of the recording that runs. */
  get seconds() {
    return this.session?.seconds ?? 0;
  }

  /** @param open gives the source, @param words { opening, listening, finishing } for the status, @param options of the session */
  async start(open, words, options) {
    complain();
    this.words = words;
    this.isReady = this.isCatchingUp = false;
    this.offlineSince = null;
    this.lag = 0;
    this.enter("starting");
    try {
      this.source = await open();
    } catch (error) {
      this.enter("idle");
      return complain(error instanceof Problem ? error.message : `Something went wrong: ${error.message}`);
    }
    const { partial, final, empty, speaking, restarted, keyWanted } = this.events;
    this.session = new Session({
      rate: this.source.rate,
      longest: this.source.seconds, // a file is there as a whole
      ...options,
      events: {
        partial, final, empty, speaking, restarted,
        ready: () => this.online(),
        lag: (seconds) => this.delayed(seconds),
        offline: () => this.offline(),
        warning: complain,
        obstacle: (text, isKeyWanted) => {
          complain(`${text} This page is still recording, and keeps trying.`);
          if (isKeyWanted) keyWanted();
        },
        ended: (problem, isKeyWanted) => this.ended(problem, isKeyWanted),
      },
    });
    this.lastSound = performance.now();
    this.enter("listening");
    this.clock = setInterval(() => this.show(), 1000);
    this.source.start((samples) => this.heard(samples), (problem) => {
      if (problem) complain(problem);
      this.finish();
    });
    this.keepScreenOn();
  }

  /** Ends the recording; the last words follow. */
  async finish() {
    if (this.state !== "listening") return;
    this.finishing = performance.now();
    this.enter("finishing");
    const { session } = this;
    await this.source?.stop();
    session.stop();
  }

  /** Waits no longer for the last words. */
  discard() {
    if (this.state === "finishing" && performance.now() - this.finishing > doubleClick) this.session.stop();
  }

  enter(state) {
    this.state = state;
    this.events.state(state);
    this.show();
  }

  heard(samples) {
    if (this.events.heard(samples) >= 0.0003) { // less is a muted input, quieter than any room
      const wasSilent = this.isSilent;
      this.lastSound = performance.now();
      if (wasSilent) this.show();
    }
    this.session?.push(samples);
  }

  get isSilent() {
    return performance.now() - this.lastSound > silence;
  }

  online() {
    this.isReady = true;
    this.isCatchingUp = this.offlineSince !== null;
    if (this.isCatchingUp) {
      complain();
      this.lag = this.session.unsent;
    }
    this.offlineSince = null;
    this.show();
  }

  offline() {
    this.offlineSince = performance.now();
    this.show();
  }

  delayed(seconds) {
    const wasSlow = this.lag > slow;
    this.lag = seconds;
    if (seconds <= slow) this.isCatchingUp = false;
    if (wasSlow !== seconds > slow) this.show();
  }

  show() {
    const [text, spoken] = this.status();
    say(text, spoken);
  }

  /** The state in words, and for a screen reader without the numbers that change every second. */
  status() {
    const { state, words, session } = this;
    if (state === "idle") return [this.idleText];
    if (state === "starting") return [words.opening];
    const away = this.offlineSince === null ? null : clockTime((performance.now() - this.offlineSince) / 1000);
    if (state === "finishing") {
      if (away) {
        return [`Offline ${away}. ${clockTime(session?.unsent ?? 0)} of speech is waiting for the server; press again to discard it`,
          "Offline. The last words are waiting for the server."];
      }
      if (words.finishing) return [words.finishing(session), words.opening];
      if (performance.now() - this.finishing > patience) return ["Still waiting for the last words; press again to stop waiting"];
      return ["Finishing the last words…"];
    }
    if (away) return [`Offline ${away}, still recording`, "Offline, still recording"];
    if (!this.isReady) return ["Connecting…"];
    if (this.lag > slow) {
      return this.isCatchingUp
        ? [`Back online, catching up: ${clockTime(this.lag)} to go`, "Back online, catching up"]
        : ["Words are delayed: the network or the server is slow"];
    }
    return [this.isSilent ? "No sound is coming in. Is the microphone muted?" : words.listening];
  }

  ended(problem, isKeyWanted) {
    const { seconds } = this.session;
    this.session = null;
    this.source?.close();
    this.source = null;
    clearInterval(this.clock);
    this.wakeLock?.release();
    this.idleText = this.events.ended(seconds);
    this.enter("idle");
    if (problem) complain(problem);
    if (isKeyWanted) this.events.keyWanted();
  }

  async keepScreenOn() {
    try {
      this.wakeLock = await navigator.wakeLock.request("screen");
      if (!this.isBusy) this.wakeLock.release();
    } catch {
      this.wakeLock = null; // a convenience that not every browser has
    }
  }
}
