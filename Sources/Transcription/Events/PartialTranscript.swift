// SPDX-License-Identifier: Apache-2.0

/// What is known of an utterance that goes on. It replaces the utterance's partial before.
public struct PartialTranscript: Sendable, Hashable {
    /// The number of the utterance in its session, from 0.
    public var utterance: Int
    /// The text so far, never empty, without space at its ends.
    public var text: String
    /// The beginning of ``text``, or all of it, that every later text of the utterance begins with too.
    public var stable: String
    /// The utterance's first sample on the session's 16 kHz clock.
    public var start: Int
    /// The sample after the last that was looked at.
    public var end: Int
    /// The language as an ISO 639-1 code.
    public var language: String

    /// Creates a partial transcript.
    public init(utterance: Int, text: String, stable: String, start: Int, end: Int, language: String) {
        self.utterance = utterance
        self.text = text
        self.stable = stable
        self.start = start
        self.end = end
        self.language = language
    }
}
