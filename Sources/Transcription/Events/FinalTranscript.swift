// SPDX-License-Identifier: Apache-2.0

/// The text of an utterance that has ended. It never changes.
public struct FinalTranscript: Sendable, Hashable {
    /// The number of the utterance in its session, from 0.
    public var utterance: Int
    /// The text, never empty, without space at its ends.
    public var text: String
    /// The words with their times; empty unless ``SessionConfiguration/wordTimes`` was asked for.
    public var words: [TranscriptWord]
    /// The utterance's first sample on the session's 16 kHz clock.
    public var start: Int
    /// The sample after the utterance's last.
    public var end: Int
    /// The language as an ISO 639-1 code.
    public var language: String
    /// How sure the language is where it was detected, by all that was said so far, 0…1; nil where it was given.
    public var languageProbability: Float?

    /// Creates a final transcript.
    public init(
        utterance: Int, text: String, words: [TranscriptWord] = [], start: Int, end: Int, language: String,
        languageProbability: Float? = nil
    ) {
        self.utterance = utterance
        self.text = text
        self.words = words
        self.start = start
        self.end = end
        self.language = language
        self.languageProbability = languageProbability
    }
}
