// SPDX-License-Identifier: Apache-2.0

/// A file of hot words: a phrase a line, as ``HotWord/init(parsing:)`` reads it. Empty lines are skipped.
package enum HotWordList {
    /// Why a list cannot be used.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// The number of the line, the first is 1.
        package let line: Int
        /// What is wrong with it and the remedy, a sentence each.
        package let problem: String

        /// The line and the problem.
        package var description: String { "line \(line): \(problem)" }
    }

    /// The phrases of a list.
    ///
    /// - Parameter bytes: UTF-8, lines end with LF or CRLF.
    /// - Throws: ``Failure`` for the first line that is wrong, and for the first phrase that is one too many.
    package static func parse(_ bytes: [UInt8]) throws(Failure) -> [HotWord] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        var words: [HotWord] = []
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.allSatisfy({ $0 == UInt8(ascii: " ") }) { continue }
            guard words.count < HotWords.mostPhrases else {
                throw Failure(line: index + 1, problem: HotWordsError(.tooMany(words.count + 1)).description)
            }
            guard let line = String(validating: line, as: UTF8.self) else {
                throw Failure(line: index + 1, problem: "The text is not UTF-8. Save the file as UTF-8.")
            }
            do {
                words.append(try HotWord(parsing: line))
            } catch {
                throw Failure(line: index + 1, problem: error.description)
            }
        }
        return words
    }
}
