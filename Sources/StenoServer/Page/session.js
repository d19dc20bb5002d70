// SPDX-License-Identifier: Apache-2.0

// One recording's stay on the server. Sends audio as it comes, and keeps what the server may not have and what no final
// covers yet. After a lost connection the session continues at the sample that the server names; if the server has lost
// the session as well, another one begins where the finals end. The network never stops a recording: this tries forever.

import { Backlog } from "./backlog.js";
import { protocols } from "./key.js";
import { refusal } from "./refusal.js";

const quietSeconds = 120; // audio without speech that is kept for another session
const longestBacklog = 3600; // seconds of audio kept while the server is away
const bufferedSeconds = 1; // audio handed to the socket ahead of the network
const retryDelays = [500, 1000, 2000, 4000, 8000]; // ms, shortened by chance by up to half; then the last forever
const openTimeout = 10_000; // ms for a handshake
const mostFailures = 3; // of the server in a row, without a final between them
const silenceTimeout = 20_000; // ms without a message although audio was sent: the connection is dead

/** Close codes after which the same audio may be taken to a new connection: server restarts and broken networks. */
const retryable = new Set([1001, 1005, 1006, 1011, 1012, 1013]);

/** Errors after which the recording continues in a new session. */
const renewing = new Set([
  "unknown_session", "server_shutdown", "session_expired", "idle_timeout", "invalid_key", "transcription_failed",
  "internal_error",
]);

export class Session {
  /**
   * @param rate sample rate of the blocks pushed, Hz
   * @param language ISO 639-1 code, or "" for any
   * @param task "translate", or "" for the words as they are spoken
   * @param hotwords phrases to expect, with commas between them
   * @param longest seconds of audio that are kept while the server is away
   * @param events { ready(message), speaking(bool), partial(message), final(message), empty(message), lag(seconds),
   *   offline(), warning(text), obstacle(text, isKeyWanted), restarted(), ended(problem?, isKeyWanted?) }
   */
  constructor({ rate, language, task, hotwords, longest = longestBacklog, events }) {
    this.rate = rate;
    this.longest = longest;
    this.events = events;
    this.url = new URL("ws/transcribe", location.href);
    this.url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.url.hash = "";
    this.url.search = new URLSearchParams({
      sample_rate: rate, encoding: "s16", ...(language && { language }), ...(task && { task }),
      ...(hotwords && { hotwords }),
    });
    this.backlog = new Backlog();
    this.origin = 0; // the session's first sample
    this.received = 0; // first sample that the server may not have
    this.settled = 0; // first sample that no final covers
    this.ticket = null; // what the server wants to see to continue the session
    this.lastEvent = 0;
    this.attempts = 0;
    this.failures = 0;
    this.utterances = new Map(); // those without a final: number -> where their speech ends, in seconds
    this.speaking = false;
    this.heardTo = 0; // seconds the newest words reach to, during speech
    this.timer = setInterval(() => this.watch(), 1000);
    this.retryNow = () => this.lost && this.retry && this.connect();
    addEventListener("online", this.retryNow);
    this.connect();
  }

  /** Seconds recorded. */
  get seconds() {
    return this.backlog.end / this.rate;
  }

  /** Seconds that the server does not have yet. */
  get unsent() {
    const first = this.sending ? this.backlog.position : this.received;
    return (this.backlog.end - Math.max(first, this.backlog.start)) / this.rate
      + (this.sending ? this.socket.bufferedAmount / this.rate / 2 : 0);
  }

  /** Seconds that are done: all before has its final words, or had none. */
  get doneTo() {
    return Math.max(this.settled / this.rate, this.speaking ? 0 : this.heardTo);
  }

  push(samples) {
    this.backlog.push(samples);
    this.backlog.limit(this.longest * this.rate);
    this.pump();
  }

  /** Asks for the last finals; `events.ended` follows. Asked again, waits for nothing more. */
  stop() {
    if (this.stopping) return this.end();
    this.stopping = true;
    this.pump();
  }

  connect() {
    clearTimeout(this.retry);
    this.retry = null;
    const url = new URL(this.url);
    if (this.ticket) {
      url.searchParams.set("resume", this.ticket.session);
      url.searchParams.set("resume_token", this.ticket.token);
      url.searchParams.set("last_event", this.lastEvent);
    } else {
      this.origin = this.received = Math.max(this.settled, this.backlog.start);
      this.backlog.seek(this.origin);
      this.lastEvent = 0;
      this.utterances.clear();
    }
    const socket = this.socket = new WebSocket(url, protocols());
    this.opened = this.sending = this.stopSent = this.isOwed = false;
    this.error = null;
    socket.onopen = () => {
      this.opened = true;
      this.sending = !this.ticket;
      this.pump();
    };
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = ({ code, reason }) => {
      clearTimeout(timer);
      this.closed(code, reason);
    };
    const timer = setTimeout(() => this.opened || this.abandon(), openTimeout);
  }

  pump() {
    if (this.ended) return;
    if (this.sending && this.socket.readyState === WebSocket.OPEN) {
      while (this.socket.bufferedAmount < bufferedSeconds * this.rate * 2) {
        const samples = this.backlog.take();
        if (!samples) break;
        this.send(samples);
      }
      const isSent = this.backlog.position === this.backlog.end;
      if (isSent && this.stopping && !this.stopSent) {
        this.send(JSON.stringify({ type: "stop" }));
        this.stopSent = true;
      } else if (!isSent && !this.pumping) {
        // New blocks come only as fast as one speaks.
        this.pumping = setTimeout(() => {
          this.pumping = null;
          this.pump();
        }, 50);
      }
    }
    const quiet = this.utterances.size ? 0 : this.received - quietSeconds * this.rate;
    this.backlog.forget(Math.min(this.received, Math.max(this.settled, quiet)));
    if (!this.lost) this.events.lag(Math.max(this.unsent, this.speaking ? this.seconds - this.heardTo : 0));
  }

  /** Expects other phrases from here on, in later sessions too. */
  expect(hotwords) {
    this.url.searchParams.set("hotwords", hotwords);
    if (this.sending && this.socket.readyState === WebSocket.OPEN) this.send(JSON.stringify({ type: "hotwords", hotwords }));
  }

  send(data) {
    this.socket.send(data);
    if (this.isOwed) return;
    this.isOwed = true; // some message, within a time
    this.owedSince = performance.now();
  }

  /** A broken network often says nothing: audio goes out and no message comes back. */
  watch() {
    if (this.opened && this.isOwed && performance.now() - this.owedSince > silenceTimeout) this.abandon();
  }

  /** Gives a connection up without waiting for its end. */
  abandon() {
    this.socket.onclose = this.socket.onmessage = this.socket.onopen = null;
    this.socket.close();
    this.closed(1006, "");
  }

  receive(data) {
    if (this.ended) return;
    this.isOwed = false;
    const message = JSON.parse(data);
    if ("seq" in message) {
      if (message.seq <= this.lastEvent) return;
      this.lastEvent = message.seq;
      this.attempts = 0;
    }
    const offset = this.origin / this.rate;
    for (const key of ["start", "end"]) if (key in message) message[key] += offset;
    switch (message.type) {
    case "ready":
      if (this.lost) this.events.restarted();
      this.ticket = message.resume_token ? { session: message.session, token: message.resume_token } : null;
      return this.found(message);
    case "resumed":
      return this.resume(message);
    case "ack":
      this.attempts = 0;
      this.received = Math.max(this.received, this.origin + message.received);
      return;
    case "speech_started":
      this.utterances.set(message.utterance, message.start);
      return this.speech(true, message.start);
    case "speech_stopped":
      this.utterances.set(message.utterance, message.end);
      return this.speech(false, message.end);
    case "partial":
      this.heardTo = message.end ?? this.seconds;
      return this.events.partial(message);
    case "final":
      this.settle(message.utterance, message.end);
      return this.events.final(message);
    case "empty":
      this.settle(message.utterance, this.utterances.get(message.utterance));
      return this.events.empty(message);
    case "warning":
      return this.events.warning(message.message);
    case "error":
      this.error = message;
    }
  }

  /** An utterance has ended: its audio up to some second will not be needed again. */
  settle(utterance, end = 0) {
    this.utterances.delete(utterance);
    this.failures = 0;
    this.settled = Math.max(this.settled, Math.round(end * this.rate));
  }

  /** Continues at the sample that the server named. */
  resume(message) {
    const sample = this.origin + message.sample;
    if (sample < this.backlog.start) { // the server was away for so long that this audio is no longer kept
      this.ticket = null;
      return this.abandon();
    }
    this.backlog.seek(sample);
    this.received = sample;
    this.sending = true;
    this.found(message);
    this.pump();
  }

  /** The session is open, or continues. */
  found(message) {
    this.lost = this.isOffline = false;
    this.wasOpen = true;
    this.events.ready(message);
  }

  speech(speaking, time) {
    this.speaking = speaking;
    this.heardTo = time;
    this.events.speaking(speaking);
  }

  async closed(code, reason) {
    if (this.ended) return;
    const { error } = this;
    if (this.stopSent && code === 1000) return this.end();
    if (code === 1000) return this.end("The server ended the session. The text is kept.");
    if (!this.wasOpen && !error) {
      const { text, isKeyWanted } = await refusal(this.url);
      return this.end(text, isKeyWanted);
    }
    const isFailure = error?.code === "transcription_failed" || error?.code === "internal_error";
    if (this.wasOpen && renewing.has(error?.code) && !(isFailure && ++this.failures > mostFailures)) {
      this.ticket = null;
      // After a shutdown all that the server acknowledged is final.
      if (error.code === "server_shutdown") this.settled = Math.max(this.settled, this.received);
    } else if (error ? error.code !== "slow_client" : !retryable.has(code)) {
      const said = error?.message || reason;
      return this.end(said ? `The session ended: ${said}` : `The server closed the connection (code ${code}). The text is kept.`);
    }
    const isRefused = this.lost && !this.opened;
    const isRenewal = error?.code === "session_expired" && this.attempts === 0;
    this.speech(false, this.seconds);
    if (!isRenewal && !this.isOffline) {
      this.isOffline = true;
      this.events.offline();
    }
    this.lost = true;
    const delay = retryDelays[Math.min(this.attempts++, retryDelays.length - 1)] * (0.5 + Math.random() / 2);
    this.retry = setTimeout(() => this.connect(), isRenewal ? 0 : delay);
    if (isRefused || error?.code === "invalid_key") {
      const { text, isKeyWanted, isReached } = await refusal(this.url);
      if (isReached && this.lost && !this.ended) this.events.obstacle(text, isKeyWanted);
    }
  }

  end(problem, isKeyWanted) {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.retry);
    clearTimeout(this.pumping);
    clearInterval(this.timer);
    removeEventListener("online", this.retryNow);
    this.socket.onclose = null;
    this.socket.close();
    this.events.ended(problem, isKeyWanted);
  }
}
