// SubRip files: a numbered cue of at most two lines, each of at most 42 characters.

const lineLength = 42;

/** @param utterances { text, start, end } in seconds; a long one becomes several cues, its time shared out by length. */
export function subtitles(utterances) {
  return utterances.flatMap(cues)
    .map(({ start, end, lines }, index) => `${index + 1}\n${stamp(start)} --> ${stamp(end)}\n${lines.join("\n")}\n`)
    .join("\n");
}

function cues({ text, start, end = start + 1 }) {
  const lines = wrap(text);
  const total = lines.reduce((sum, line) => sum + line.length, 0);
  const result = [];
  let done = 0;
  for (let index = 0; index < lines.length; index += 2) {
    const pair = lines.slice(index, index + 2);
    const from = done;
    done += pair.reduce((sum, line) => sum + line.length, 0);
    const at = (characters) => start + (end - start) * characters / total;
    result.push({ start: at(from), end: at(done), lines: pair });
  }
  return result;
}

function wrap(text) {
  const lines = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + 1 + word.length <= lineLength) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines.flatMap(cut);
}

/** Languages written without spaces come as one long word. */
function cut(line) {
  const characters = [...line];
  const pieces = [];
  while (characters.length) pieces.push(characters.splice(0, lineLength).join(""));
  return pieces;
}

function stamp(seconds) {
  const milliseconds = Math.max(0, Math.round(seconds * 1000));
  const part = (divisor, modulus, width) => String(Math.floor(milliseconds / divisor) % modulus).padStart(width, "0");
  return `${part(3_600_000, 100, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)},${part(1, 1000, 3)}`;
}
