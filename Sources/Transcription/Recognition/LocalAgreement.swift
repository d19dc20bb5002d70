// SPDX-License-Identifier: Apache-2.0

/// The beginning of an utterance's text that will not change again.
///
/// A word becomes stable when it stands in several consecutive hypotheses of a growing utterance at the same time, the
/// recognizer is sure of it, and it is not among the last words, which the end of the audio may have cut in two. This is
/// LocalAgreement-n of Liu, Spanakis and Niehues, "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by Partial
/// Hypothesis Selection" (2020), for words in place of tokens, with the recognizer's probability.
struct LocalAgreement: Sendable {
    /// What a word needs to become stable.
    struct Rule: Sendable, Equatable {
        /// Consecutive hypotheses that have the word.
        var hypotheses = 3
        /// Words at the end of a hypothesis that are never stable.
        var heldBackWords = 2
        /// The least probability of the word.
        var probability: Float = 0.75
        /// The least probability of a word that one more hypothesis has.
        var probabilityOfOneMore: Float = 0.6
        /// How far its ends may lie apart in two hypotheses: 0.5 s.
        var tolerance = 8_000
    }

    /// The words that stay. Only ever grows; text and tokens of a stable word never change.
    private(set) var stable: [HypothesisWord] = []
    /// The hypotheses before, as they may be shown, the newest last.
    private var previous: [[HypothesisWord]] = []
    private let rule: Rule

    init(rule: Rule = Rule()) {
        self.rule = rule
    }

    /// Compares a hypothesis with those before it.
    ///
    /// - Parameter limit: words that end after this position stay open.
    /// - Returns: the hypothesis as it may be shown: beginning with the stable words.
    mutating func update(_ hypothesis: [HypothesisWord], limit: Int = .max) -> [HypothesisWord] {
        let words = continued(by: hypothesis)
        previous = previous.suffix(rule.hypotheses) + [words]
        guard previous.count >= rule.hypotheses else { return words }
        let open = max(0, words.count - rule.heldBackWords)
        let sure = words.prefix(open).enumerated().prefix { index, word in
            index < stable.count || word.end <= limit && isSure(word, at: index)
        }
        stable = Array(words.prefix(max(stable.count, sure.count)))
        return words
    }

    /// The hypothesis if it begins with the stable words, else the stable words and what follows them in the
    /// hypothesis.
    func continued(by hypothesis: [HypothesisWord]) -> [HypothesisWord] {
        if hypothesis.starts(with: stable, by: { $0.matches($1) }) { return hypothesis }
        return stable + hypothesis.dropFirst(lengthNearestToStable(in: hypothesis))
    }

    /// Whether so many hypotheses in a row have the word, the newest among them, that its probability suffices.
    private func isSure(_ word: HypothesisWord, at index: Int) -> Bool {
        let agreeing = previous.reversed().prefix { words in
            words.indices.contains(index) && words[index].matches(word)
                && abs(words[index].end - word.end) <= rule.tolerance
        }.count
        return agreeing >= rule.hypotheses && word.probability >= rule.probability
            || agreeing > rule.hypotheses && word.probability >= rule.probabilityOfOneMore
    }

    /// The length of the hypothesis' beginning that differs least from the stable words (edit distance; of equals, the
    /// length most like theirs).
    private func lengthNearestToStable(in hypothesis: [HypothesisWord]) -> Int {
        var distances = Array(0...hypothesis.count)
        for (row, word) in stable.enumerated() {
            var diagonal = distances[0]
            distances[0] = row + 1
            for column in 1..<distances.count {
                let substituted = diagonal + (word.matches(hypothesis[column - 1]) ? 0 : 1)
                diagonal = distances[column]
                distances[column] = min(substituted, diagonal + 1, distances[column - 1] + 1)
            }
        }
        return distances.indices.min { left, right in
            (distances[left], abs(left - stable.count)) < (distances[right], abs(right - stable.count))
        }!
    }
}
