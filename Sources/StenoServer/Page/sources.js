// SPDX-License-Identifier: Apache-2.0

// Where the audio comes from: the microphone, a recording, or the server's sample.
// A source has `rate` (Hz) and `start(onAudio, onEnd)`, which delivers Int16Array blocks of about 100 ms, mono;
// `stop()` resolves when the last block has been delivered.

/** Something the user should read: what happened, and what to do about it. */
export class Problem extends Error {}

/** What to say when nothing answers. */
export const unreachable = `The server at ${location.host} cannot be reached. Check that “steno serve” is running `
  + "and that this computer is online, then try again.";

const insecureAdvice = "Browsers allow the microphone only on https pages and on localhost. "
  + "Put https in front of the server, or reach it through a tunnel: "
  + `ssh -L ${location.port || 8765}:localhost:${location.port || 8765} ${location.hostname}, `
  + `then open http://localhost:${location.port || 8765}. The sample still works.`;

/** Why the microphone cannot work on this page at all, or null. */
export function microphoneObstacle() {
  if (!isSecureContext) return `The microphone is not available on this address. ${insecureAdvice}`;
  if (!navigator.mediaDevices?.getUserMedia || !window.AudioWorkletNode) {
    return "This browser cannot record audio in a page. A current Chrome, Edge, Firefox or Safari can.";
  }
  return null;
}

/** @param device the id of a microphone, or "" for the browser's choice */
export async function openMicrophone(device) {
  const obstacle = microphoneObstacle();
  if (obstacle) throw new Problem(obstacle);
  // The context keeps the device's own rate: Firefox connects no stream to a context of another rate,
  // and the server resamples better than a page could. Made before any wait, while the click still counts.
  const context = new AudioContext({ latencyHint: "balanced" });
  try {
    const stream = await askForMicrophone(device);
    await context.audioWorklet.addModule("capture-worklet.js").catch(() => {
      throw new Problem(unreachable);
    });
    context.resume(); // not awaited: on a computer without sound output Firefox never answers
    return new Microphone(context, stream);
  } catch (error) {
    context.close();
    throw error;
  }
}

async function askForMicrophone(device) {
  try {
    // The page plays nothing while it listens, so no echo to cancel; noise suppression costs the recogniser words.
    const audio = {
      channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true,
      ...(device && { deviceId: { ideal: device } }), // another one if it is not plugged in
    };
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new Problem(await explain(error));
  }
}

/** Lists the microphones in a menu. Browsers name them once one was allowed. */
export async function listMicrophones(menu, chosen) {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? [];
  const named = devices.filter(({ kind, deviceId, label }) => kind === "audioinput" && deviceId && label && deviceId !== "default");
  menu.length = 1;
  menu.append(...named.map(({ deviceId, label }) => new Option(label, deviceId, false, deviceId === chosen)));
}

async function explain(error) {
  switch (error.name) {
  case "NotAllowedError":
    if (/system/i.test(error.message)) {
      return "This computer's settings deny the browser the microphone. Allow it for the browser in the "
        + "system's privacy settings, then press the button again.";
    }
    if (await permission() === "prompt") {
      return "The microphone was not allowed. Press the button again and choose “Allow”.";
    }
    return "The microphone is blocked for this page. To allow it, open the site settings in the address "
      + "bar, set Microphone to “Allow”, then press the button again.";
  case "NotFoundError":
    return "No microphone was found. Plug one in, or choose one in the system's sound settings, then press the button again.";
  case "NotReadableError":
  case "AbortError":
    return "The microphone is in use by another program, or does not answer. Close the other program or plug it in again, "
      + "then press the button again.";
  default:
    return `The microphone could not be opened: ${error.message || error.name}.`;
  }
}

async function permission() {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state;
  } catch {
    return "unknown"; // older Firefox and Safari do not know this name
  }
}

class Microphone {
  constructor(context, stream) {
    this.context = context;
    this.stream = stream;
    this.rate = context.sampleRate;
  }

  start(onAudio, onEnd) {
    this.node = new AudioWorkletNode(this.context, "capture", {
      channelCount: 1, channelCountMode: "explicit", // several channels are mixed down, not cut off
    });
    this.drained = new Promise((resolve) => {
      this.node.port.onmessage = ({ data }) => (data ? onAudio(data) : resolve());
    });
    this.input = this.context.createMediaStreamSource(this.stream);
    // Safari runs only nodes that lead to the output; this one's output stays silent.
    this.input.connect(this.node).connect(this.context.destination);
    for (const track of this.stream.getAudioTracks()) {
      track.onended = () => onEnd("The microphone was unplugged or switched off.");
    }
  }

  async stop() {
    this.node.port.postMessage("finish");
    const timeout = new Promise((resolve) => setTimeout(resolve, 500)); // a suspended context answers nothing
    await Promise.race([this.drained, timeout]);
    this.close();
  }

  close() {
    for (const track of this.stream.getTracks()) track.stop();
    if (this.context.state !== "closed") this.context.close();
  }
}

/** A recording on this computer, in any format that the browser plays. It is not played, and goes out at once. */
export async function openFile(file) {
  const context = new OfflineAudioContext(1, 1, Recording.rate); // whose rate decoding converts to
  let sound;
  try {
    sound = await context.decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new Problem(`This browser cannot read ${file.name}. Choose an audio or video file that it can play, such as MP3, WAV or MP4.`);
  }
  return new Recording(sound);
}

class Recording {
  static rate = 16000;

  constructor(sound) {
    this.rate = Recording.rate;
    this.seconds = sound.duration;
    this.sound = sound;
  }

  start(onAudio, onEnd) {
    const block = this.rate; // a second
    for (let from = 0; from < this.sound.length; from += block) {
      onAudio(mono(this.sound, this.channels ??= audible(this.sound), from, Math.min(from + block, this.sound.length)));
    }
    onEnd();
  }

  async stop() {}

  close() {}
}

export async function openSample() {
  const context = new AudioContext();
  try {
    const response = await fetch("sample.wav").catch(() => {
      throw new Problem(unreachable);
    });
    if (response.status === 404) {
      throw new Problem("This server has no sample recording. “steno models pull” fetches it with any model.");
    }
    if (!response.ok) throw new Problem(`The sample could not be fetched: ${response.status} ${response.statusText}.`);
    const sound = await context.decodeAudioData(await response.arrayBuffer()).catch(() => {
      throw new Problem("This browser cannot read the server's sample recording.");
    });
    return new Sample(context, sound);
  } catch (error) {
    context.close();
    throw error;
  }
}

/** A recording, played aloud and delivered in real time. Works without AudioWorklet, so on insecure pages as well. */
class Sample {
  constructor(context, sound) {
    this.context = context;
    this.sound = sound;
    this.rate = sound.sampleRate;
  }

  start(onAudio, onEnd) {
    const player = this.player = this.context.createBufferSource();
    player.buffer = this.sound;
    player.connect(this.context.destination);
    player.start();
    this.context.resume();
    const begun = performance.now();
    let sent = 0;
    this.timer = setInterval(() => {
      const due = Math.min(this.sound.length, Math.floor((performance.now() - begun) / 1000 * this.rate));
      if (due > sent) onAudio(mono(this.sound, this.channels ??= audible(this.sound), sent, due));
      sent = due;
      if (sent === this.sound.length) {
        this.delivered = true; // the loudspeaker is still a moment behind
        onEnd();
      }
    }, 100);
  }

  async stop() {
    clearInterval(this.timer);
    if (!this.delivered) this.player.stop();
  }

  close() {
    this.stop();
    this.context.close();
  }
}

/** A stretch of a sound as 16-bit samples: the average of some of its channels. */
function mono(sound, channels, from, to) {
  const samples = new Int16Array(to - from);
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (const channel of channels) sum += channel[from + index];
    samples[index] = Math.round(Math.max(-1, Math.min(1, sum / channels.length)) * 32767);
  }
  return samples;
}

/** The channels to average: all, or only the loudest if they cancel each other out. */
function audible(sound) {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  const energies = channels.map(() => 0);
  let average = 0;
  // Every seventh sample is enough to tell.
  for (let index = 0; index < sound.length; index += 7) {
    let sum = 0;
    for (let channel = 0; channel < channels.length; channel++) {
      sum += channels[channel][index];
      energies[channel] += channels[channel][index] ** 2;
    }
    average += sum ** 2;
  }
  // Unrelated channels leave as much as all of them have.
  if (average >= energies.reduce((total, energy) => total + energy, 0) / 10) return channels;
  return [channels[energies.indexOf(Math.max(...energies))]];
}
