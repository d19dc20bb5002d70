// SPDX-License-Identifier: Apache-2.0

// What the page says beside the record button: the state in a line, and a problem with its remedy.

const $ = (id) => document.getElementById(id);

/** Shows the state. @param spoken what a screen reader says instead, where the line changes every second */
export function say(text, spoken = text) {
  if ($("status").textContent !== text) $("status").textContent = text;
  if ($("spoken").textContent !== spoken) $("spoken").textContent = spoken;
}

export const said = () => $("status").textContent;

/** Shows a problem; without a text, none. */
export function complain(text) {
  $("problem-text").textContent = text ?? "";
  $("problem").hidden = !text;
}
