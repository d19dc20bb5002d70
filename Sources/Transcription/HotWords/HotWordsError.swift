// SPDX-License-Identifier: Apache-2.0

/// Why phrases cannot be used as hot words.
public struct HotWordsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, with what was written.
    public enum Reason: Sendable, Hashable {
        /// So many phrases are too many.
        case tooMany(Int)
        /// The phrase is too long.
        case tooLong(String)
        /// The phrase has no letter or digit.
        case empty(String)
        /// The phrase has a control character, such as a line break.
        case controlCharacter(String)
        /// The weight of a phrase is no number, or out of its range.
        case weight(String, of: String)
        /// The strength is no number, or out of its range.
        case strength(Float)
    }

    /// What is wrong.
    public let reason: Reason

    init(_ reason: Reason) {
        self.reason = reason
    }

    /// So many phrases are too many.
    package static func tooMany(_ count: Int) -> HotWordsError { HotWordsError(.tooMany(count)) }

    /// What is wrong and the remedy, a sentence each.
    public var description: String {
        switch reason {
        case .tooMany(let count):
            "\(count) hot words are too many. Give at most \(HotWords.mostPhrases)."
        case .tooLong(let text):
            "The hot word \(QuotedText.beginning(of: text)) is too long. A phrase has at most \(HotWord.longest) characters."
        case .empty(""):
            "A hot word is empty. Give a word or a phrase."
        case .empty(let text):
            "The hot word \(QuotedText.beginning(of: text)) has no letter or digit. Give a word or a phrase."
        case .controlCharacter(let text):
            "The hot word \(QuotedText.beginning(of: text)) contains a control character. Use plain text in one line."
        case .weight(let weight, let text):
            "The weight \(QuotedText.beginning(of: weight)) of the hot word \(QuotedText.beginning(of: text)) is not allowed. "
                + "Give a number from \(Self.range(HotWord.weights)), such as \"Steno:2\"."
        case .strength(let strength):
            "The strength of the hot words cannot be \(strength). Give a number from \(Self.range(HotWords.strengths))."
        }
    }

    private static func range(_ range: ClosedRange<Float>) -> String {
        "\(Int(range.lowerBound)) to \(Int(range.upperBound))"
    }
}
