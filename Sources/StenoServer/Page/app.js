// SPDX-License-Identifier: Apache-2.0

// The page: buttons and words around a recorder, a transcript and what is kept of it.

import { captions } from "./captions.js";
import { download } from "./exports.js";
import { removeAll, showHistory } from "./history.js";
import { Keeper } from "./keeper.js";
import { askForKey } from "./key.js";
import { Meter } from "./meter.js";
import { complain, say } from "./notices.js";
import { Recorder } from "./recorder.js";
import { settings } from "./settings.js";
import { listMicrophones, microphoneObstacle, openFile, openMicrophone, openSample } from "./sources.js";
import { Transcript, clockTime } from "./transcript.js";

const $ = (id) => document.getElementById(id);
const meter = new Meter($("meter"));
const transcript = new Transcript($("finals"), $("live"));
const keeper = new Keeper();

// The page scrolls as a whole.
const page = document.scrollingElement;

let base = 0; // seconds on the page's clock at which the recording that runs begins
let elapsed = 0; // and at which the next one will
let cleared = null; // what “Undo” brings back
let startAgain = null; // what to do when a key is there

const shift = (message) => ({ ...message, start: (message.start ?? 0) + base, end: (message.end ?? 0) + base });
const keep = (utterances) => keeper.add(utterances.filter(Boolean), base + recorder.seconds);

const recorder = new Recorder({
  state: showState,
  heard: (samples) => meter.push(samples),
  speaking: (yes) => document.body.toggleAttribute("data-speaking", yes),
  partial: (message) => write(() => transcript.partial(shift(message))),
  final: (message) => write(() => keep([transcript.final(shift(message))])),
  empty: (message) => write(() => transcript.remove(message.utterance)),
  restarted: () => write(() => transcript.drop()),
  keyWanted: () => askForKey(() => {
    complain();
    if (!recorder.isBusy) startAgain();
  }),
  ended,
});

function ended(seconds) {
  elapsed = base + seconds;
  write(() => keeper.add(transcript.settle(), elapsed));
  meter.clear();
  return transcript.utterances.length ? `Ready, ${clockTime(elapsed)} recorded` : "Ready";
}

// What the page shows

function showState(state) {
  const busy = state !== "idle";
  document.body.dataset.state = state;
  document.title = busy && state !== "starting" ? "● Listening – Steno" : "Steno";
  $("microphone").setAttribute("aria-label", busy ? "Stop" : "Start the microphone");
  $("microphone").setAttribute("aria-disabled", state === "starting");
  for (const id of ["sample", "language", "device", "choose"]) $(id).disabled = busy;
  if (!busy) delete document.body.dataset.speaking;
  if (state === "listening") page.scrollTop = page.scrollHeight;
}

function refresh() {
  const none = transcript.utterances.length === 0;
  for (const id of ["copy", "save", "clear"]) $(id).disabled = none;
  if (none) disclose("formats", false);
  $("undo").hidden = !cleared;
  $("empty").hidden = !none || transcript.running.size > 0;
}

// Keeps the newest words in view, unless the reader has scrolled back.
const atEnd = () => page.scrollHeight - page.scrollTop - page.clientHeight < 80;

function write(change) {
  const follow = atEnd();
  change();
  refresh();
  if (follow) page.scrollTop = page.scrollHeight;
  else $("latest").hidden = false;
}

const disclosures = { formats: "save", more: "show-more" };

function disclose(panel, shown = $(panel).hidden) {
  for (const [id, button] of Object.entries(disclosures)) {
    const isShown = id === panel && shown;
    $(id).hidden = !isShown;
    $(button).setAttribute("aria-expanded", isShown);
  }
}

// Listening

function listen(open, words) {
  startAgain = () => listen(open, words);
  base = elapsed;
  return recorder.start(open, words, {
    language: settings.language, task: settings.task, hotwords: settings.hotwords,
  });
}

const useMicrophone = () => listen(
  () => openMicrophone(settings.device), { opening: "Asking for the microphone…", listening: "Listening" });

function toggle() {
  if (recorder.state === "listening") recorder.finish();
  else if (recorder.state === "finishing") recorder.discard();
  else if (recorder.state === "idle") useMicrophone();
}

function transcribe(file) {
  if (!file || recorder.isBusy) return;
  disclose("more", false);
  let length = 0;
  listen(async () => {
    const source = await openFile(file);
    length = source.seconds;
    return source;
  }, {
    opening: `Reading ${file.name}…`,
    listening: `Transcribing ${file.name}`,
    finishing: (session) => `Transcribing ${file.name}: ${Math.min(99, Math.floor((session?.doneTo ?? 0) / length * 100))} %`,
  });
}

// Keeping

async function copy() {
  try {
    await navigator.clipboard.writeText(transcript.text);
    say("Copied");
  } catch {
    getSelection().selectAllChildren($("finals"));
    say("Selected: press Ctrl+C to copy");
  }
}

function clear() {
  const utterances = transcript.clear();
  // The clock of a recording that runs goes on.
  const earlier = recorder.isBusy ? 0 : Math.max(elapsed, ...utterances.map(({ end }) => end));
  cleared = { utterances, earlier, kept: keeper.clear() };
  if (!recorder.isBusy) elapsed = 0;
  refresh();
  if (!recorder.isBusy) say("Cleared. The text stays in the history, under More.");
}

/** Puts what was cleared before the words that came since. */
async function undo() {
  const { utterances, earlier, kept } = cleared;
  cleared = null;
  const since = keeper.transcript;
  base += earlier;
  elapsed += earlier;
  write(() => {
    const newer = transcript.clear().map(({ start, end, ...rest }) => ({ ...rest, start: start + earlier, end: end + earlier }));
    for (const utterance of [...utterances, ...newer]) transcript.add(utterance);
  });
  await keeper.merge(kept, since, transcript.utterances, Math.max(elapsed, base + recorder.seconds));
}

function show({ transcript: kept, utterances }) {
  write(() => {
    transcript.clear();
    for (const utterance of utterances) transcript.add(utterance);
  });
  cleared = null;
  elapsed = Math.max(kept.elapsed ?? 0, ...utterances.map(({ end }) => end));
  refresh();
}

async function openKept(kept) {
  if (recorder.isBusy) return complain("Stop the recording first, then open another transcript.");
  const found = await keeper.open(kept);
  if (!found) return complain("This transcript is open in another tab.");
  disclose("more", false);
  show(found);
  say(`Opened, ${clockTime(elapsed)} recorded`);
}

async function listTranscripts() {
  const transcripts = await showHistory($("history"), keeper.transcript, openKept, forgotten);
  $("forget").hidden = transcripts.length === 0;
  $("history-note").textContent = transcripts.length ? "Kept in this browser only." : "Nothing is kept in this browser yet.";
}

function forgotten(ids) {
  if (!ids.includes(keeper.transcript?.id)) return;
  keeper.take(null);
  if (recorder.isBusy) return;
  transcript.clear();
  cleared = null;
  elapsed = 0;
  refresh();
}

async function restore() {
  const found = await keeper.restore();
  if (!found || recorder.isBusy || transcript.utterances.length) return;
  show(found);
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(found.transcript.updated);
  say(`Restored from ${time}`);
}

// Buttons

$("microphone").onclick = toggle;
$("sample").onclick = () => listen(openSample, { opening: "Fetching the sample…", listening: "Playing the sample" });
$("copy").onclick = copy;
for (const [id, extension] of Object.entries({ text: "txt", subtitles: "srt", webvtt: "vtt", json: "json" })) {
  $(`save-${id}`).onclick = () => download(transcript.utterances, keeper.started, extension);
}
$("clear").onclick = clear;
$("undo").onclick = undo;
$("dismiss").onclick = () => complain();
$("save").onclick = () => disclose("formats");
$("show-more").onclick = async () => {
  if ($("more").hidden) {
    await Promise.all([listTranscripts(), listMicrophones($("device"), settings.device)]);
  }
  disclose("more");
};
$("forget").onclick = async () => {
  if (!confirm("Delete all transcripts in this browser? This cannot be undone.")) return;
  forgotten(await removeAll());
  listTranscripts();
};
$("choose").onclick = () => $("file").click();
$("file").onchange = () => {
  transcribe($("file").files[0]);
  $("file").value = "";
};
$("captions").onclick = () => {
  disclose("more", false);
  captions.enter();
};
$("latest").onclick = () => (page.scrollTop = page.scrollHeight);
addEventListener("scroll", () => atEnd() && ($("latest").hidden = true), { passive: true });
addEventListener("keydown", (event) => {
  if (event.key === " " && captions.isOn && event.target === document.body) {
    event.preventDefault();
    toggle();
  }
  if (event.key !== "Escape") return;
  if (!$("more").hidden || !$("formats").hidden) disclose("more", false);
  else if (!captions.leave()) recorder.finish();
});
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (recorder.isBusy) return complain("Stop the recording first, then drop the file again.");
  transcribe(event.dataTransfer.files[0]);
});
addEventListener("beforeunload", (event) => recorder.isBusy && event.preventDefault());

settings.connect({
  language: $("language"), device: $("device"), hotwords: $("hotwords"), smaller: $("smaller"), larger: $("larger"),
  expect: (words) => recorder.session?.expect(words),
});
captions.setUp(toggle);
showState("idle");
refresh();
if (!isSecureContext) complain(microphoneObstacle());
restore().then(() => captions.startsByItself && useMicrophone());
