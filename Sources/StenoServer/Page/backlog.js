// SPDX-License-Identifier: Apache-2.0

// The audio that may have to be sent again: blocks of 16-bit samples, counted from the first of the recording.

export class Backlog {
  constructor() {
    this.blocks = []; // { start, samples }, oldest first
    this.next = 0; // index of the first block to send
    this.end = 0; // samples pushed so far
  }

  /** The first sample that is kept. */
  get start() {
    return this.blocks[0]?.start ?? this.end;
  }

  /** The first sample to send. */
  get position() {
    return this.blocks[this.next]?.start ?? this.end;
  }

  push(samples) {
    this.blocks.push({ start: this.end, samples });
    this.end += samples.length;
  }

  /** The next block to send; undefined when all are sent. */
  take() {
    return this.blocks[this.next] && this.blocks[this.next++].samples;
  }

  /** Makes a sample the next to send, or the oldest that is kept. */
  seek(sample) {
    const index = this.blocks.findIndex(({ start, samples }) => start + samples.length > sample);
    this.next = index < 0 ? this.blocks.length : index;
    const block = this.blocks[this.next];
    if (block && block.start < sample) {
      this.blocks[this.next] = { start: sample, samples: block.samples.subarray(sample - block.start) };
    }
  }

  /** Drops sent blocks that end before a sample. */
  forget(sample) {
    let count = 0;
    while (count < this.next && this.blocks[count].start + this.blocks[count].samples.length <= sample) count++;
    this.drop(count);
  }

  /** Drops the oldest audio beyond a number of samples. */
  limit(length) {
    let count = 0;
    while (count < this.blocks.length && this.end - this.blocks[count].start > length) count++;
    this.drop(count);
  }

  drop(count) {
    if (count === 0) return;
    this.blocks.splice(0, count);
    this.next = Math.max(0, this.next - count);
  }
}
