// SPDX-License-Identifier: Apache-2.0

// The input level of the last seconds, as a row of bars in decibels.

const quiet = -55; // dBFS (root mean square) of an empty bar
const loud = -12; // and of a full one
const barsPerBlock = 3; // of 100 ms

export class Meter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.levels = [];
    this.draw();
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  /** Adds a block of samples and returns its peak, 0...1. */
  push(samples) {
    const size = Math.ceil(samples.length / barsPerBlock);
    let highest = 0;
    for (let from = 0; from < samples.length; from += size) {
      const bar = samples.subarray(from, from + size);
      let power = 0;
      for (const sample of bar) {
        power += (sample / 32768) ** 2 / bar.length;
        highest = Math.max(highest, Math.abs(sample) / 32768);
      }
      const level = (10 * Math.log10(power + 1e-12) - quiet) / (loud - quiet);
      this.levels.push(Math.max(0, Math.min(1, level)));
    }
    this.levels = this.levels.slice(-200);
    requestAnimationFrame(() => this.draw());
    return highest;
  }

  clear() {
    this.levels = [];
    this.draw();
  }

  draw() {
    const { canvas, context } = this;
    const scale = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = width * scale;
    canvas.height = height * scale;
    context.scale(scale, scale);
    context.fillStyle = getComputedStyle(canvas).color;
    const [step, thickness] = [5, 3];
    const count = Math.floor(width / step);
    for (let bar = 0; bar < count; bar++) {
      const level = this.levels[this.levels.length - count + bar] ?? 0;
      const size = Math.max(thickness, level * height);
      context.globalAlpha = level > 0 ? 1 : 0.25;
      context.beginPath();
      context.roundRect(bar * step, (height - size) / 2, thickness, size, thickness / 2);
      context.fill();
    }
  }
}
