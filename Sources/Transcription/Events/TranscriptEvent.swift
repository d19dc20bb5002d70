// SPDX-License-Identifier: Apache-2.0

/// What a session has to tell. All positions are samples on the session's 16 kHz clock.
///
/// Speech between two silences is one `speechStarted … speechStopped`. Usually that is one utterance; when it is long,
/// or when the segmentation is fixed, it is several in a row, of which the first has the `speechStarted` and the last
/// the `speechStopped`:
///
///     speechStarted(0)  partial(0)…  final(0)  partial(1)…  speechStopped(1)  final(1)  speechStarted(2)  …
///
/// - Texts come in the order of the utterances: no text of an utterance follows its final, nor comes before the final
///   of an earlier one.
/// - `speechStopped` comes as soon as the silence is long enough, so before its utterance's final and after its
///   partials; when the recognizer lags, the next `speechStarted` may come before that final too.
/// - An utterance in which the recognizer hears no words has an `empty` in the place of its final.
public enum TranscriptEvent: Sendable, Hashable {
    /// Speech began.
    case speechStarted(utterance: Int, at: Int)
    /// What is known of an utterance that goes on. Replaces the utterance's partial before.
    case partial(PartialTranscript)
    /// An utterance's text, which never changes.
    case final(FinalTranscript)
    /// An utterance has ended in which no words were recognized. Its number is not used again.
    case empty(utterance: Int)
    /// The speech has ended, of which this was the last utterance.
    case speechStopped(utterance: Int, at: Int)
    /// All audio before the call of ``TranscriptionSession/flush()`` has been emitted.
    case flushed
    /// The session cannot go on. No event follows.
    case failed(SessionError)
}

extension TranscriptEvent {
    /// Whether a later text of its utterance takes its place.
    package var isPartial: Bool {
        if case .partial = self { true } else { false }
    }

    /// The utterance whose text this is; nil for an event without one.
    package var textUtterance: Int? {
        switch self {
        case .partial(let partial): partial.utterance
        case .final(let final): final.utterance
        default: nil
        }
    }
}
