// The page: buttons, states and words around a source, a session and a transcript.

import { Meter } from "./meter.js";
import { Session } from "./session.js";
import { Problem, microphoneObstacle, openMicrophone, openSample } from "./sources.js";
import { subtitles } from "./subtitles.js";
import { Transcript, clockTime } from "./transcript.js";

const $ = (id) => document.getElementById(id);
const meter = new Meter($("meter"));
const transcript = new Transcript($("finals"), $("live"));

let state = "idle"; // starting, listening, finishing
let source = null;
let session = null;
let elapsed = 0; // seconds recorded since the page was last cleared, over all sessions
let listening = "Listening"; // what the status says while all is well
let lastSound = 0; // when something was last heard, ms
let silenceWatch = null;
let wakeLock = null;
let cleared = null; // what “Undo” brings back

// What the page says

function say(text) {
  if ($("status").textContent !== text) $("status").textContent = text;
}

function complain(text) {
  $("problem-text").textContent = text ?? "";
  $("problem").hidden = !text;
}

function setState(next) {
  state = document.body.dataset.state = next;
  const busy = state !== "idle";
  $("microphone").setAttribute("aria-label", busy ? "Stop" : "Start the microphone");
  $("microphone").setAttribute("aria-disabled", state === "starting");
  $("sample").disabled = $("language").disabled = busy;
  if (!busy) delete document.body.dataset.speaking;
}

function refresh() {
  const none = transcript.utterances.length === 0;
  for (const id of ["copy", "save-text", "save-subtitles"]) $(id).disabled = none;
  if (!none) cleared = null;
  $("clear").disabled = none && !cleared;
  $("clear").textContent = cleared ? "Undo" : "Clear";
  $("empty").hidden = !none || transcript.running.size > 0;
}

// Keeps the newest words in view, unless the reader has scrolled back.
const page = document.scrollingElement;
const atEnd = () => page.scrollHeight - page.scrollTop - page.clientHeight < 80;

function write(change) {
  const follow = atEnd();
  change();
  refresh();
  if (follow) page.scrollTop = page.scrollHeight;
  else $("latest").hidden = false;
}

// Listening

async function listen(open, words) {
  complain();
  setState("starting");
  say(words.opening);
  listening = words.listening;
  try {
    source = await open();
  } catch (error) {
    setState("idle");
    say("Ready");
    return complain(error instanceof Problem ? error.message : `Something went wrong: ${error.message}`);
  }
  const begun = elapsed;
  const shift = (message) => ({ ...message, start: (message.start ?? 0) + begun, end: (message.end ?? 0) + begun });
  let lost = false;
  let slow = false;
  session = new Session({
    rate: source.rate,
    language: $("language").value,
    events: {
      ready: () => {
        lost = false;
        if (state === "listening") say(listening);
      },
      speaking: (yes) => document.body.toggleAttribute("data-speaking", yes),
      partial: (message) => write(() => transcript.partial(shift(message))),
      final: (message) => write(() => transcript.final(shift(message))),
      lag: (seconds) => {
        if (lost || state !== "listening" || slow === seconds > 4) return;
        slow = seconds > 4;
        say(slow ? "Words come late: the network or the server is slow" : listening);
      },
      retrying: () => {
        lost = true;
        say("Connection lost. Connecting again; nothing you say is lost…");
      },
      restarted: () => write(() => transcript.drop()),
      ended: (problem) => ended(problem, begun),
    },
  });
  setState("listening");
  say("Connecting…");
  lastSound = performance.now();
  silenceWatch = setInterval(watchSilence, 1000);
  source.start(heard, (problem) => {
    if (problem) complain(problem);
    finish();
  });
  keepScreenOn();
}

const noSound = "No sound is coming in. Is the microphone muted?";

function heard(samples) {
  const peak = meter.push(samples);
  session?.push(samples);
  if (peak < 0.0003) return; // a muted input, quieter than any room
  lastSound = performance.now();
  if ($("status").textContent === noSound) say(listening);
}

function watchSilence() {
  const silent = performance.now() - lastSound > 5000;
  if (silent && state === "listening" && $("status").textContent === listening) say(noSound);
}

async function finish() {
  if (state !== "listening") return;
  setState("finishing");
  say("Finishing the last words…");
  const current = session;
  await source?.stop();
  current.stop();
}

function ended(problem, begun) {
  write(() => transcript.settle());
  elapsed = begun + session.seconds;
  session = null;
  source?.close();
  source = null;
  meter.clear();
  clearInterval(silenceWatch);
  wakeLock?.release();
  setState("idle");
  say(transcript.utterances.length ? `Ready, ${clockTime(elapsed)} recorded` : "Ready");
  if (problem) complain(problem);
}

async function keepScreenOn() {
  try {
    wakeLock = await navigator.wakeLock.request("screen");
    if (state === "idle") wakeLock.release();
  } catch {
    wakeLock = null; // a convenience that not every browser has
  }
}

// Buttons

function toggle() {
  if (state === "listening") finish();
  else if (state === "finishing") session?.stop();
  else if (state === "idle") listen(openMicrophone, { opening: "Asking for the microphone…", listening: "Listening" });
}

function save(text, name, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

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
  if (cleared) {
    for (const utterance of cleared.utterances) transcript.add(utterance);
    elapsed = cleared.elapsed;
  } else {
    cleared = { utterances: transcript.clear(), elapsed };
    if (state === "idle") elapsed = 0;
  }
  refresh();
}

$("microphone").onclick = toggle;
$("sample").onclick = () => listen(openSample, { opening: "Fetching the sample…", listening: "Playing the sample" });
$("copy").onclick = copy;
$("save-text").onclick = () => save(`${transcript.text}\n`, "transcript.txt", "text/plain");
$("save-subtitles").onclick = () => save(subtitles(transcript.utterances), "transcript.srt", "application/x-subrip");
$("clear").onclick = clear;
$("dismiss").onclick = () => complain();
$("latest").onclick = () => (page.scrollTop = page.scrollHeight);
addEventListener("scroll", () => atEnd() && ($("latest").hidden = true), { passive: true });
addEventListener("keydown", (event) => event.key === "Escape" && finish());

const stored = (() => {
  try { return localStorage; } catch { return {}; }
})();
$("language").value = stored.language ?? "";
$("language").onchange = () => (stored.language = $("language").value);

setState("idle");
if (!isSecureContext) complain(microphoneObstacle());
