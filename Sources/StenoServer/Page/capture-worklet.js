// SPDX-License-Identifier: Apache-2.0

// Gathers the audio thread's 128-frame quanta into messages of about 100 ms of 16-bit samples.
class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.running = true;
    this.begin();
    this.port.onmessage = () => this.finish();
  }

  begin() {
    this.samples = new Int16Array(Math.round(sampleRate / 10));
    this.count = 0;
  }

  send() {
    if (this.count === 0) return;
    const samples = this.samples.slice(0, this.count);
    this.port.postMessage(samples, [samples.buffer]);
    this.begin();
  }

  // The last samples go out before the answer that there are none left.
  finish() {
    this.send();
    this.running = false;
    this.port.postMessage(null);
  }

  process([input]) {
    const channel = input[0];
    if (channel && this.running) {
      for (const sample of channel) {
        this.samples[this.count++] = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
        if (this.count === this.samples.length) this.send();
      }
    }
    return this.running;
  }
}

registerProcessor("capture", Capture);
