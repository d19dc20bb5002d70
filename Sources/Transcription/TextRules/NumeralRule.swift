// SPDX-License-Identifier: Apache-2.0

/// Writes numbers in digits: `twenty five` as 25. A lone "one" stays, for it is seldom a number.
struct NumeralRule: TextRule {
    func apply(_ words: [WrittenWord]) -> [WrittenWord] {
        var written: [WrittenWord] = []
        var index = 0
        while index < words.count {
            guard let (count, value) = Self.number(at: words[index...]), count > 1 || !Self.isLoneOne(index, in: words)
            else {
                written.append(words[index])
                index += 1
                continue
            }
            written += WrittenWord.replacing(words[index..<index + count], with: ["\(value)"])
            index += count
        }
        return written
    }

    func openWords(in words: [WrittenWord]) -> Int {
        // "two hundred and" may go on.
        let tail = words.reversed().prefix { $0.after.isEmpty && ($0.key == "and" || SpokenNumber.word($0.key) != nil) }
        return tail.contains { SpokenNumber.word($0.key) != nil } ? tail.count : 0
    }

    /// The longest number at the beginning, with as many words as it has.
    private static func number(at words: ArraySlice<WrittenWord>) -> (count: Int, value: Int)? {
        guard let first = words.first, SpokenNumber.word(first.key) != nil else { return nil }
        var best: (count: Int, value: Int)?
        var keys: [String] = []
        for word in words {
            keys.append(word.key)
            if word.key != "and", let value = SpokenNumber.value(of: keys) { best = (keys.count, value) }
            guard word.after.isEmpty, word.key == "and" || SpokenNumber.word(word.key) != nil else { break }
        }
        return best
    }

    /// Whether a word is "one" and stands beside no other number.
    private static func isLoneOne(_ index: Int, in words: [WrittenWord]) -> Bool {
        func isNumber(_ index: Int) -> Bool {
            words.indices.contains(index) && SpokenNumber.word(words[index].key) != nil
        }
        return words[index].key == "one" && !(isNumber(index - 1) && words[index - 1].after.isEmpty)
            && !(isNumber(index + 1) && words[index].after.isEmpty)
    }
}
