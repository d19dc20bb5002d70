// SPDX-License-Identifier: Apache-2.0

/// Word errors: the least number of words to replace, insert and leave out that turn one text into another (Levenshtein distance).
public struct WordErrors: Sendable, Hashable {
    /// Words that are wrong.
    public var errors: Int
    /// Words of the reference.
    public var words: Int

    /// No words, no errors.
    public init() {
        errors = 0
        words = 0
    }

    /// Compares what was recognized with what was said.
    ///
    /// - Parameter isOpenEnded: whether words that follow what was said are no errors, since more was being said.
    public init(reference: [String], hypothesis: [String], isOpenEnded: Bool = false) {
        let (reference, hypothesis) = Self.numbered(reference, hypothesis)
        var row = Array(0...hypothesis.count)
        for (index, expected) in reference.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, heard) in hypothesis.enumerated() {
                let cost = min(diagonal + (expected == heard ? 0 : 1), row[column] + 1, row[column + 1] + 1)
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        errors = isOpenEnded ? row.min() ?? 0 : row[hypothesis.count]
        words = reference.count
    }

    /// Errors over words; nil without words.
    public var rate: Double? { words > 0 ? Double(errors) / Double(words) : nil }

    /// Both texts' errors and words.
    public static func + (left: WordErrors, right: WordErrors) -> WordErrors {
        var sum = left
        sum.errors += right.errors
        sum.words += right.words
        return sum
    }

    /// Integers compare faster than strings.
    static func numbered(_ reference: [String], _ hypothesis: [String]) -> ([Int], [Int]) {
        var numbers: [String: Int] = [:]
        let number = { (word: String) in
            let next = numbers.count
            return numbers[word, default: next]
        }
        let assign = { (words: [String]) in
            words.map { word in
                let value = number(word)
                numbers[word] = value
                return value
            }
        }
        return (assign(reference), assign(hypothesis))
    }
}
