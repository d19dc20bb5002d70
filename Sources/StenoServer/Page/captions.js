// SPDX-License-Identifier: Apache-2.0

// Words alone, large: full screen for an audience, or by the address as an overlay for OBS and the like:
// ?captions&lines=2&size=64&bg=transparent&start (size in pixels, bg a colour, start without a click).

const parameters = new URLSearchParams(location.search);
const { body, documentElement: root } = document;

function within(name, least, most, otherwise) {
  const value = Number(parameters.get(name) || otherwise);
  return Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : otherwise;
}

export const captions = {
  get isOn() {
    return body.hasAttribute("data-captions");
  },

  get startsByItself() {
    return parameters.has("captions") && parameters.has("start");
  },

  /** @param toggle starts or stops the microphone; a click does in an overlay, elsewhere it only starts */
  setUp(toggle) {
    root.style.setProperty("--caption-lines", within("lines", 1, 20, 3));
    if (parameters.has("size")) root.style.setProperty("--caption-size", `${within("size", 8, 400, 64)}px`);
    const background = parameters.get("bg");
    if (background && CSS.supports("color", background)) root.style.setProperty("--caption-background", background);
    if (parameters.has("captions")) body.setAttribute("data-captions", "overlay");
    document.getElementById("sheet").addEventListener("click", () => {
      if (body.dataset.captions === "overlay" || (this.isOn && body.dataset.state === "idle")) toggle();
    });
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || this.leave());
  },

  enter() {
    body.setAttribute("data-captions", "screen");
    root.requestFullscreen?.().catch(() => {}); // then they fill the window
  },

  /** Shows the whole page again; false if it was shown, or the address wants captions. */
  leave() {
    if (body.dataset.captions !== "screen") return false;
    body.removeAttribute("data-captions");
    if (document.fullscreenElement) document.exitFullscreen();
    return true;
  },
};
