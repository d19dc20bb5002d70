// SPDX-License-Identifier: Apache-2.0

/// Where a text that loops is cut.
enum LoopCut {
    /// The tokens before the second round. Its first words may be spelled otherwise than in the first, and so stand before what
    /// repeats exactly: "Although the girls … suspicion, although the girls".
    ///
    /// - Parameters:
    ///   - round: the first round that is repeated exactly.
    ///   - words: those of the tokens.
    static func end(after round: Range<Int>, tokens: [Int], words: [WordSplitter.Word]) -> Int {
        var starts: [Int] = []
        var count = 0
        for word in words {
            starts.append(count)
            count += word.tokens.count
        }
        // With timestamps between the words they are not where they are counted.
        guard count == tokens.count, let first = starts.firstIndex(where: { $0 >= round.lowerBound }),
            var second = starts.firstIndex(where: { $0 >= round.upperBound }), second > first
        else { return round.upperBound }
        let period = second - first
        while second > period, sounds(words[second - 1]) == sounds(words[second - 1 - period]) { second -= 1 }
        return min(starts[second], round.upperBound)
    }

    private static func sounds(_ word: WordSplitter.Word) -> String {
        word.text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
