// SPDX-License-Identifier: Apache-2.0

// Subtitle files: cues of at most two lines, each of at most 42 columns.

const lineLength = 42;
const longest = 7; // seconds that a cue stays

/** SubRip. @param utterances { text, start, end } in seconds; a long one becomes several cues, its time shared out by length. */
export function subrip(utterances) {
  return utterances.flatMap(cues)
    .map(({ start, end, lines }, index) => `${index + 1}\n${stamp(start, ",")} --> ${stamp(end, ",")}\n${lines.join("\n")}\n`)
    .join("\n");
}

/** WebVTT, which takes `<` and `&` for markup. */
export function webvtt(utterances) {
  const escaped = (line) => line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return "WEBVTT\n" + utterances.flatMap(cues)
    .map(({ start, end, lines }) => `\n${stamp(start, ".")} --> ${stamp(end, ".")}\n${lines.map(escaped).join("\n")}\n`)
    .join("");
}

/** East Asian characters take two columns. */
function columns(text) {
  return [...text].reduce((sum, character) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1), 0);
}

function cues({ text, start, end = start + 1 }) {
  const lines = wrap(text);
  const total = lines.reduce((sum, line) => sum + columns(line), 0);
  const result = [];
  let done = 0;
  for (let index = 0; index < lines.length; index += 2) {
    const pair = lines.slice(index, index + 2);
    const from = done;
    done += pair.reduce((sum, line) => sum + columns(line), 0);
    const at = (characters) => start + (end - start) * characters / total;
    result.push({ start: at(from), end: Math.min(at(done), at(from) + longest), lines: pair });
  }
  return result;
}

function wrap(text) {
  const lines = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.length - 1;
    if (last >= 0 && columns(lines[last]) + 1 + columns(word) <= lineLength) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines.flatMap(cut);
}

/** Languages written without spaces come as one long word. */
function cut(line) {
  const pieces = [""];
  for (const character of line) {
    if (columns(pieces.at(-1)) + columns(character) > lineLength) pieces.push("");
    pieces[pieces.length - 1] += character;
  }
  return pieces;
}

function stamp(seconds, separator) {
  const milliseconds = Math.max(0, Math.round(seconds * 1000));
  const part = (divisor, modulus, width) => String(Math.floor(milliseconds / divisor) % modulus).padStart(width, "0");
  return `${part(3_600_000, 100, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}${separator}${part(1, 1000, 3)}`;
}
