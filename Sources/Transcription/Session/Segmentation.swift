// SPDX-License-Identifier: Apache-2.0

/// How speech is divided into utterances.
public enum Segmentation: Sendable, Hashable {
    /// An utterance ends where the speaker pauses.
    case voiceActivity
    /// A final every `chunk` − `overlap` samples during speech, pause or not.
    ///
    /// Each window of `chunk` samples gives the words that end before its last `overlap` samples. The others are
    /// recognized again in the next window, which begins after the last word that was given: no word is doubled or lost
    /// at a seam.
    case fixed(chunk: Int, overlap: Int)

    /// Chunks of 3 s that overlap by 0.5 s.
    public static let fixed = Segmentation.fixed(chunk: 48_000, overlap: 8_000)
}
