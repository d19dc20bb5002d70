// SPDX-License-Identifier: Apache-2.0

// Transcripts in this browser (IndexedDB), so that a reload or a crash loses none. Where the browser allows no storage,
// the page works without.

const most = 200; // transcripts that are kept
let opening = null;

function open() {
  opening ??= new Promise((resolve) => {
    let request;
    try {
      request = indexedDB.open("steno", 1);
    } catch {
      return resolve(null);
    }
    request.onupgradeneeded = () => {
      request.result.createObjectStore("transcripts", { keyPath: "id" });
      request.result.createObjectStore("utterances", { autoIncrement: true }).createIndex("transcript", "transcript");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
  return opening;
}

/** Runs `work` on both stores; resolves with what it returned, once that is on the disk, or null. */
async function transact(mode, work) {
  const database = await open();
  if (!database) return null;
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(["transcripts", "utterances"], mode);
      const result = work(transaction.objectStore("transcripts"), transaction.objectStore("utterances"));
      transaction.oncomplete = () => resolve(result?.result ?? null);
      transaction.onabort = transaction.onerror = () => resolve(null);
    } catch {
      resolve(null); // the disk is full, or the database was deleted
    }
  });
}

/** What is known of all transcripts: { id, started, updated, elapsed, beginning }, the newest first. Times are in ms. */
export async function list() {
  const found = await transact("readonly", (transcripts) => transcripts.getAll());
  return (found ?? []).sort((one, other) => other.started - one.started);
}

/** The utterances of a transcript, by start. */
export async function load(id) {
  const found = await transact("readonly", (_, utterances) => utterances.index("transcript").getAll(id));
  return (found ?? []).sort((one, other) => one.start - other.start);
}

/** Adds utterances to a transcript, and notes what is known of it. */
export function append(transcript, added) {
  return transact("readwrite", (transcripts, utterances) => {
    transcripts.put({ ...transcript, updated: Date.now() });
    for (const utterance of added) utterances.add({ ...utterance, transcript: transcript.id });
  });
}

/** Puts other utterances in the place of all of a transcript. */
export function replace(transcript, all) {
  return transact("readwrite", (transcripts, utterances) => {
    const keys = utterances.index("transcript").getAllKeys(transcript.id);
    keys.onsuccess = () => {
      for (const key of keys.result) utterances.delete(key);
      for (const utterance of all) utterances.add({ ...utterance, transcript: transcript.id });
      transcripts.put({ ...transcript, updated: Date.now() });
    };
  });
}

export function remove(...ids) {
  return transact("readwrite", (transcripts, utterances) => {
    for (const id of ids) {
      transcripts.delete(id);
      const keys = utterances.index("transcript").getAllKeys(id);
      keys.onsuccess = () => keys.result.forEach((key) => utterances.delete(key));
    }
  });
}

/** Drops the oldest transcripts beyond a number. */
export async function tidy() {
  const excess = (await list()).slice(most).map(({ id }) => id);
  if (excess.length) await remove(...excess);
}
