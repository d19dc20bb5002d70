// SPDX-License-Identifier: Apache-2.0

/// Speech between two silences: one utterance, or several when it is cut.
struct SpeechSpan: Sendable {
    /// The first sample, padding included.
    let start: Int
    /// The end, padding included, once it is known.
    var end: Int?
    /// The end there will be if the present pause lasts; nil during speech.
    var expectedEnd: Int?
    /// Samples with speech.
    var voice = 0
    /// How surely it is speech: the mean probability of its windows.
    var probability: Float = 1
    /// Whether `speechStarted` has been emitted.
    var startTold = false
    /// Whether `speechStopped` has been emitted.
    var stopTold = false
    /// How many `flushed` follow its last final.
    var flushes = 0
}
