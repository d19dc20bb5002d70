// SPDX-License-Identifier: Apache-2.0

// The transcript as files.

import { subrip, webvtt } from "./subtitles.js";

const thousandths = (seconds) => Math.round(seconds * 1000) / 1000;

const kinds = {
  txt: { type: "text/plain", content: (utterances) => `${utterances.map(({ text }) => text).join("\n")}\n` },
  srt: { type: "application/x-subrip", content: subrip },
  vtt: { type: "text/vtt", content: webvtt },
  json: {
    type: "application/json",
    content: (utterances, started) => `${JSON.stringify({
      started_at: started.toISOString(),
      text: utterances.map(({ text }) => text).join(" "),
      segments: utterances.map(({ text, start, end, language }) => (
        { start: thousandths(start), end: thousandths(end), text, ...(language && { language }) })),
    }, null, 1)}\n`,
  },
};

/** A name such as steno-2026-11-29-1415.srt. */
export function fileName(started, extension) {
  const two = (number) => String(number).padStart(2, "0");
  const day = [started.getFullYear(), two(started.getMonth() + 1), two(started.getDate())].join("-");
  return `steno-${day}-${two(started.getHours())}${two(started.getMinutes())}.${extension}`;
}

/** Downloads utterances as txt, srt, vtt or json. @param started when the first recording began, a Date */
export function download(utterances, started, extension) {
  const { type, content } = kinds[extension];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content(utterances, started)], { type }));
  link.download = fileName(started, extension);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
