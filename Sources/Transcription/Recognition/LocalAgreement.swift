/// The beginning of an utterance's text that will not change any more.
///
/// Words on which two consecutive hypotheses of a growing utterance agree become stable, except for the last words of a
/// hypothesis, which the end of the audio may have cut in two. This is LocalAgreement-2 of Liu, Spanakis and Niehues,
/// "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by Partial Hypothesis Selection" (2020), for
/// words in place of tokens.
struct LocalAgreement: Sendable {
    /// The words that stay. Only ever grows; text and tokens of a stable word never change.
    private(set) var stable: [HypothesisWord] = []
    private var previous: [HypothesisWord] = []
    private let heldBackWords: Int

    /// - Parameter heldBackWords: how many words at the end of a hypothesis are never taken as stable.
    init(heldBackWords: Int = 2) {
        self.heldBackWords = heldBackWords
    }

    /// Compares a hypothesis with the one before it.
    ///
    /// - Parameter limit: words that end after this position stay open.
    /// - Returns: the hypothesis as it may be shown: beginning with the stable words.
    mutating func update(_ hypothesis: [HypothesisWord], limit: Int = .max) -> [HypothesisWord] {
        let words = continued(by: hypothesis)
        let agreed = zip(words, previous).prefix { $0.matches($1) }.count
        let open = words.prefix(max(0, words.count - heldBackWords)).prefix { $0.end <= limit }.count
        stable = Array(words.prefix(max(stable.count, min(agreed, open))))
        previous = words
        return words
    }

    /// The hypothesis if it begins with the stable words, else the stable words and what follows them in the
    /// hypothesis.
    func continued(by hypothesis: [HypothesisWord]) -> [HypothesisWord] {
        if hypothesis.starts(with: stable, by: { $0.matches($1) }) { return hypothesis }
        return stable + hypothesis.dropFirst(lengthNearestToStable(in: hypothesis))
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
