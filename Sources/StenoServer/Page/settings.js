// SPDX-License-Identifier: Apache-2.0

// What a person chose, kept from one visit to the next. The address counts more: ?language=de&task=translate.

const parameters = new URLSearchParams(location.search);
const sizes = [0.8, 1, 1.25, 1.6, 2, 2.5, 3.2];

const stored = (() => {
  try { return localStorage; } catch { return {}; }
})();

export const settings = {
  /** The language spoken, a code; "" to detect it. */
  get language() {
    return parameters.get("language") ?? stored.language ?? "";
  },

  /** "translate" for English text, or "". */
  get task() {
    return parameters.get("task") ?? "";
  },

  /** The id of the microphone; "" for the browser's choice. */
  get device() {
    return stored.device ?? "";
  },

  /** Words and phrases to expect, with commas between them. */
  get hotwords() {
    return parameters.get("hotwords") ?? stored.hotwords ?? "";
  },

  /** @param expect called with other words to expect */
  connect({ language, device, hotwords, smaller, larger, expect }) {
    hotwords.value = this.hotwords;
    hotwords.onchange = () => {
      stored.hotwords = hotwords.value;
      parameters.delete("hotwords");
      expect(hotwords.value);
    };
    language.value = this.language;
    if (language.value !== this.language) language.append(new Option(this.language, this.language, true, true));
    language.onchange = () => {
      stored.language = language.value;
      parameters.delete("language");
    };
    device.onchange = () => (stored.device = device.value);
    smaller.onclick = () => resize(-1);
    larger.onclick = () => resize(1);
    resize(0);
  },
};

function resize(step) {
  const index = Math.max(0, Math.min(sizes.length - 1, Number(stored.size ?? 1) + step));
  if (step) stored.size = index;
  document.documentElement.style.setProperty("--size", sizes[index]);
  document.getElementById("smaller").disabled = index === 0;
  document.getElementById("larger").disabled = index === sizes.length - 1;
}
