// SPDX-License-Identifier: Apache-2.0

/// A stretch of speech. Times are seconds from the start of the audio.
public struct TranscriptSegment: Equatable, Sendable {
    /// A word.
    public struct Word: Equatable, Sendable {
        /// The word with its punctuation.
        public var text: String
        /// Where it starts.
        public var start: Double
        /// Where it ends.
        public var end: Double
        /// The recognizer's confidence, 0…1.
        public var probability: Double
        /// Whether the text has a space before it, which Chinese and Japanese do without.
        public var hasSpaceBefore: Bool

        /// Creates a word.
        public init(text: String, start: Double, end: Double, probability: Double, hasSpaceBefore: Bool = true) {
            self.text = text
            self.start = start
            self.end = end
            self.probability = probability
            self.hasSpaceBefore = hasSpaceBefore
        }
    }

    /// What was said.
    public var text: String
    /// Where it starts.
    public var start: Double
    /// Where it ends.
    public var end: Double
    /// Its words; empty where their times are not known.
    public var words: [Word]

    /// Creates a stretch of speech.
    public init(text: String, start: Double, end: Double, words: [Word] = []) {
        self.text = text
        self.start = start
        self.end = end
        self.words = words
    }
}
