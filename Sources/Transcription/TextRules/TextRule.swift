// SPDX-License-Identifier: Apache-2.0

/// One way to change a text.
///
/// How a text is written must not depend on what follows, except for the words at its end that ``openWords(in:)`` counts. What follows may add
/// a mark to the last word.
protocol TextRule: Sendable {
    /// The words as the rule writes them.
    func apply(_ words: [WrittenWord]) -> [WrittenWord]
    /// How many words at the end of a text that goes on may be written in another way once more follows.
    func openWords(in words: [WrittenWord]) -> Int
}
