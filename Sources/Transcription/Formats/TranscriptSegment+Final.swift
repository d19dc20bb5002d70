// SPDX-License-Identifier: Apache-2.0

extension TranscriptSegment {
    /// A final text of a session.
    public init(_ final: FinalTranscript) {
        let rate = 16_000.0
        let spaces = Self.spaces(before: final.words.map(\.text), in: final.text)
        self.init(
            text: final.text, start: Double(final.start) / rate, end: Double(final.end) / rate,
            words: zip(final.words, spaces).map { word, hasSpaceBefore in
                Word(
                    text: word.text, start: Double(word.start) / rate, end: Double(word.end) / rate,
                    probability: Double(word.probability), hasSpaceBefore: hasSpaceBefore)
            })
    }

    /// Whether each word of a text has a space before it there.
    public static func spaces(before words: [String], in text: String) -> [Bool] {
        var rest = Substring(text)
        return words.map { word in
            let trimmed = rest.drop(while: \.isWhitespace)
            guard trimmed.hasPrefix(word) else { return true }
            defer { rest = trimmed.dropFirst(word.count) }
            return trimmed.startIndex != rest.startIndex
        }
    }
}
