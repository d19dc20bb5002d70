// SPDX-License-Identifier: Apache-2.0

public import Transcription

/// What the server needs of a transcription session.
public protocol TranscribingSession: Sendable {
    /// The events, for one consumer.
    associatedtype Events: AsyncSequence<TranscriptEvent, Never> & Sendable

    /// What the session has to tell; ends after ``finish()``, ``cancel()``, or a failure.
    var events: Events { get }
    /// Takes in 16 kHz mono samples; waits while too many of them are not transcribed yet.
    func append(_ samples: [Float]) async throws
    /// Expects other hot words from the next pass over the audio on; nil for none.
    func expect(_ hotWords: HotWords?) async
    /// Makes all audio so far final, then tells `flushed`.
    func flush() async
    /// Makes all audio so far final and ends the events.
    func finish() async
    /// Ends everything at once: nobody listens any longer.
    func cancel()
}

extension TranscriptionSession: TranscribingSession {}
