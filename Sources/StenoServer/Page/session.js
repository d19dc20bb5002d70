// One recording's stay on the server. Sends audio as it comes, and keeps what the server may not have and what no final
// covers yet. After a lost connection the session goes on with the sample that the server names; if the server has lost
// the session as well, another one begins where the finals end. So no word is lost.

import { askForKey, headers, protocols } from "./key.js";
import { unreachable } from "./sources.js";

const keptSeconds = 30; // audio kept for sending again
const bufferedSeconds = 1; // audio handed to the socket ahead of the network
const lagLimit = 45; // seconds behind at which going on makes no sense
const retryDelays = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]; // ms, shortened by chance by up to half
const openTimeout = 10_000; // ms for a handshake
const finishTimeout = 20_000; // ms without a message after stop

/** Close codes after which the same audio may be taken to a new connection: server restarts and broken networks. */
const retryable = new Set([1001, 1005, 1006, 1012]);

export class Session {
  /**
   * @param rate sample rate of the blocks pushed, Hz
   * @param language ISO 639-1 code, or "" for any
   * @param events { ready(message), speaking(bool), partial(message), final(message), lag(seconds), retrying(),
   *   restarted(), ended(problem?) }
   */
  constructor({ rate, language, events }) {
    this.rate = rate;
    this.events = events;
    this.url = new URL("ws/transcribe", location.href);
    this.url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.url.search = new URLSearchParams({ sample_rate: rate, encoding: "s16", ...(language && { language }) });
    this.blocks = []; // { start, samples }, oldest first
    this.next = 0; // index of the first block not sent on this connection
    this.pushed = 0; // samples
    this.origin = 0; // the session's first sample
    this.received = 0; // first sample that the server may not have
    this.ticket = null; // what the server wants to see to go on with the session
    this.lastEvent = 0;
    this.attempts = 0;
    this.speaking = false;
    this.heardTo = 0; // seconds the newest words reach to, while somebody speaks
    this.connect();
  }

  get seconds() {
    return this.pushed / this.rate;
  }

  push(samples) {
    this.blocks.push({ start: this.pushed, samples });
    this.pushed += samples.length;
    this.pump();
  }

  /** Asks for the last finals; `events.ended` follows. Asked again, waits for nothing more. */
  stop() {
    if (this.stopping) return this.end();
    this.stopping = true;
    this.pump();
  }

  connect() {
    const url = new URL(this.url);
    if (this.ticket) {
      url.searchParams.set("resume", this.ticket.session);
      url.searchParams.set("resume_token", this.ticket.token);
      url.searchParams.set("last_event", this.lastEvent);
    } else {
      this.origin = this.received = this.blocks[0]?.start ?? this.pushed;
      this.lastEvent = 0;
    }
    const socket = this.socket = new WebSocket(url, protocols());
    this.opened = this.sending = this.stopSent = false;
    this.error = null;
    this.next = 0;
    socket.onopen = () => {
      this.opened = true;
      this.sending = !this.ticket;
      this.pump();
    };
    socket.onmessage = ({ data }) => this.receive(data);
    const timer = setTimeout(() => this.opened || socket.close(), openTimeout);
    socket.onclose = ({ code, reason }) => {
      clearTimeout(timer);
      this.closed(code, reason);
    };
  }

  pump() {
    if (this.ended) return;
    if (this.sending && this.socket.readyState === WebSocket.OPEN) {
      while (this.next < this.blocks.length && this.socket.bufferedAmount < bufferedSeconds * this.rate * 2) {
        this.socket.send(this.blocks[this.next++].samples);
      }
      if (this.stopping && !this.stopSent && this.next === this.blocks.length) {
        this.socket.send(JSON.stringify({ type: "stop" }));
        this.stopSent = true;
        this.watchFinish();
      } else if (this.stopping && !this.stopSent) {
        setTimeout(() => this.pump(), 50); // no new block will come to drive this
      }
    }
    this.forget(Math.min(this.received, this.pushed - keptSeconds * this.rate));
    this.checkLag();
  }

  checkLag() {
    const first = this.sending ? this.blocks[this.next]?.start ?? this.pushed : this.received;
    const unsent = this.pushed - first;
    const lag = unsent / this.rate + this.socket.bufferedAmount / this.rate / 2;
    this.events.lag(Math.max(lag, this.speaking ? this.seconds - this.heardTo : 0));
    if (lag > lagLimit) {
      this.end("The network or the server is too slow for live speech, so the recording was stopped. The text is kept.");
    }
  }

  /** Lets go of sent blocks that end before a sample. */
  forget(sample) {
    let count = 0;
    while (count < this.next && this.blocks[count].start + this.blocks[count].samples.length <= sample) count++;
    this.blocks.splice(0, count);
    this.next -= count;
  }

  /** Goes on with a sample that the server named. */
  rewind(sample) {
    const index = this.blocks.findIndex(({ start, samples }) => start + samples.length > sample);
    this.next = index < 0 ? this.blocks.length : index;
    const block = this.blocks[this.next];
    if (block && block.start < sample) {
      this.blocks[this.next] = { start: sample, samples: block.samples.subarray(sample - block.start) };
    }
    this.received = sample;
    this.sending = true;
    this.pump();
  }

  receive(data) {
    if (this.ended) return;
    if (this.stopSent) this.watchFinish();
    const message = JSON.parse(data);
    if ("seq" in message) {
      if (message.seq <= this.lastEvent) return;
      this.lastEvent = message.seq;
    }
    const offset = this.origin / this.rate;
    for (const key of ["start", "end"]) if (key in message) message[key] += offset;
    switch (message.type) {
    case "ready":
      if (this.lost) this.events.restarted();
      this.ticket = message.resume_token ? { session: message.session, token: message.resume_token } : null;
      return this.found(message);
    case "resumed":
      this.rewind(this.origin + message.sample);
      return this.found(message);
    case "ack":
      this.received = this.origin + message.received;
      return;
    case "speech_started": return this.speech(true, message.start);
    case "speech_stopped": return this.speech(false, message.end);
    case "partial":
      this.heardTo = message.end ?? this.seconds;
      return this.events.partial(message);
    case "final":
      this.forget((message.end ?? 0) * this.rate);
      return this.events.final(message);
    case "error":
      this.error = message;
    }
  }

  /** The session is open, or goes on. */
  found(message) {
    this.attempts = 0;
    this.lost = false;
    this.events.ready(message);
  }

  speech(speaking, time) {
    this.speaking = speaking;
    this.heardTo = time;
    this.events.speaking(speaking);
  }

  async closed(code, reason) {
    if (this.ended) return;
    const said = this.error?.message || reason;
    if (this.stopSent && code === 1000) return this.end();
    if (code === 1000) return this.end("The server ended the session. The text is kept.");
    if (!this.opened && this.attempts === 0) return this.end(await whyRefused(this.url));
    if (this.error?.code === "unknown_session") {
      this.ticket = null;
    } else if (this.error?.code === "server_shutdown") {
      this.ticket = null; // what the server had is final
      this.forget(this.received);
    } else if (this.error || !retryable.has(code)) {
      return this.end(said ? `The server stopped: ${said}` : `The server closed the connection (code ${code}). The text is kept.`);
    }
    if (this.attempts === retryDelays.length) {
      return this.end("The connection was lost and the server does not come back. The text is kept; press the microphone to go on.");
    }
    this.speaking = false;
    if (!this.lost) this.events.retrying();
    this.lost = true;
    this.retry = setTimeout(() => this.connect(), retryDelays[this.attempts++] * (0.5 + Math.random() / 2));
  }

  watchFinish() {
    clearTimeout(this.finishTimer);
    this.finishTimer = setTimeout(
      () => this.end("The server did not finish in time; the last words may be missing."), finishTimeout);
  }

  end(problem) {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.retry);
    clearTimeout(this.finishTimer);
    this.socket.close();
    this.events.ended(problem);
  }
}

/** A page cannot see why a WebSocket was refused, but the same address tells it to a plain request. */
async function whyRefused(url) {
  const address = new URL(url);
  address.protocol = location.protocol;
  let response;
  try {
    response = await fetch(address, { cache: "no-store", headers: headers() });
  } catch {
    return unreachable;
  }
  const said = (await response.json().catch(() => null))?.error?.message;
  if (response.status === 401) {
    askForKey();
    return "This server asks for a key. Type it in, then start again.";
  }
  if (response.status !== 426 && said) return said; // 426: a handshake would be welcome
  return `The server at ${location.host} refused the connection. A proxy in between may let no WebSocket through.`;
}
