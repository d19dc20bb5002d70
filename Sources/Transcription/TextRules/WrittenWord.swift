// SPDX-License-Identifier: Apache-2.0

/// A word of a text, with what stands around it and the words of the recognizer that it is made of. A plain value.
struct WrittenWord: Sendable, Equatable {
    /// White space, and marks such as an opening parenthesis.
    var before: String
    /// The word itself.
    var core: String
    /// Marks behind it, such as a comma.
    var after: String
    /// On the session's clock.
    var start = 0
    var end = 0
    var probability: Float = 1
    /// The places of the recognizer's words that it is made of.
    private(set) var source = 0..<0

    /// Takes a word apart; one that has no letter or digit is all ``before``.
    init(_ text: String) {
        let scalars = text.unicodeScalars
        let isInside = { (scalar: Unicode.Scalar) in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.generalCategory == .nonspacingMark
                || scalar.properties.generalCategory == .spacingMark
        }
        guard let first = scalars.firstIndex(where: isInside), let last = scalars.lastIndex(where: isInside) else {
            (before, core, after) = (text, "", "")
            return
        }
        before = String(scalars[..<first])
        core = String(scalars[first...last])
        after = String(scalars[scalars.index(after: last)...])
    }

    /// - Parameter place: its place in the text.
    init(_ word: HypothesisWord, at place: Int) {
        self.init(word.text)
        (start, end, probability) = (word.start, word.end, word.probability)
        source = place..<place + 1
    }

    var text: String { before + core + after }

    /// The word as it is compared with others.
    var key: String { core.lowercased() }

    /// Whether it is followed by the end of a sentence.
    var endsSentence: Bool { after.contains { ".?!…。？！".contains($0) } }

    var isCapitalized: Bool { core.first?.isUppercase == true }

    mutating func capitalize() { core = core.prefix(1).uppercased() + core.dropFirst() }

    /// Words that stand in the place of others, in the time of those: marks before the first and behind the last stay.
    ///
    /// - Parameter texts: the new words; none to leave the others out.
    static func replacing(_ words: ArraySlice<WrittenWord>, with texts: [String]) -> [WrittenWord] {
        guard let first = words.first, let last = words.last else { return [] }
        let probability = words.map(\.probability).reduce(0, +) / Float(words.count)
        return texts.enumerated().map { index, text in
            var word = WrittenWord(text)
            let isLast = index == texts.count - 1
            word.before = (index == 0 ? first.before : " ") + word.before
            // The new text may end a sentence, or a part of one, by itself.
            if isLast, !word.after.contains(where: { ".,;:!?…。，！？".contains($0) }) { word.after += last.after }
            word.start = first.start + (last.end - first.start) * index / texts.count
            word.end = first.start + (last.end - first.start) * (index + 1) / texts.count
            word.probability = probability
            word.source = first.source.lowerBound..<last.source.upperBound
            return word
        }
    }
}

extension Sequence<WrittenWord> {
    /// The words as text, without space at its ends.
    var joinedText: String {
        let text = map(\.text).joined().drop(while: \.isWhitespace)
        return String(text.prefix(upTo: text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? text.startIndex))
    }
}

extension [WrittenWord] {
    /// Leaves out words that follow these. The end of a sentence behind them is kept.
    ///
    /// - Returns: whether the next word begins a sentence in their place.
    mutating func leaveOut(_ words: ArraySlice<WrittenWord>) -> Bool {
        let beginsSentence = words.first?.isCapitalized == true && last.map(\.endsSentence) ?? true
        if let end = words.last, end.endsSentence, let index = indices.last, self[index].after.isEmpty {
            self[index].after = end.after
        }
        return beginsSentence
    }
}
