// SPDX-License-Identifier: Apache-2.0

/// A word of a final transcript.
public struct TranscriptWord: Sendable, Hashable {
    /// The word with its punctuation, without surrounding space.
    public var text: String
    /// The first sample of the word on the session's 16 kHz clock.
    public var start: Int
    /// The sample after the word's last.
    public var end: Int
    /// The recognizer's confidence, 0…1.
    public var probability: Float

    /// Creates a word.
    public init(text: String, start: Int, end: Int, probability: Float = 1) {
        self.text = text
        self.start = start
        self.end = end
        self.probability = probability
    }
}
