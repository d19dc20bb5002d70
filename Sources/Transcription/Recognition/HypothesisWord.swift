// SPDX-License-Identifier: Apache-2.0

/// A word of a hypothesis.
public struct HypothesisWord: Sendable, Hashable {
    /// The word with its leading space and trailing punctuation, so that joined words give the text.
    public var text: String
    /// The recognizer's tokens of the word.
    public var tokens: [Int]
    /// The first sample of the word, counted from the start of the request's samples.
    public var start: Int
    /// The sample after the word's last.
    public var end: Int
    /// The recognizer's confidence, 0…1.
    public var probability: Float

    /// Creates a word.
    public init(text: String, tokens: [Int], start: Int, end: Int, probability: Float = 1) {
        self.text = text
        self.tokens = tokens
        self.start = start
        self.end = end
        self.probability = probability
    }

    /// How many tokens at its end are its punctuation: they are tokens of their own.
    var punctuationTokens: Int { tokens.count > 1 && text.last?.isPunctuation == true ? 1 : 0 }

    /// Whether it is nothing but the end of a sentence, or of a part of one.
    var isStop: Bool { text.allSatisfy { $0.isWhitespace || ".,;:!?…。、，！？".contains($0) } }

    var middle: Int { start + (end - start) / 2 }

    func shifted(by offset: Int) -> HypothesisWord {
        var word = self
        word.start += offset
        word.end += offset
        return word
    }

    /// Whether both are the same word, wherever it was said.
    func matches(_ other: HypothesisWord) -> Bool {
        tokens == other.tokens && text == other.text
    }
}

extension Sequence<HypothesisWord> {
    /// The words as text, without space at its ends.
    var joinedText: String {
        let text = map(\.text).joined().drop(while: \.isWhitespace)
        return String(text.prefix(upTo: text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? text.startIndex))
    }
}
