// SPDX-License-Identifier: Apache-2.0

/// What the decoder computed for a text: with it, a later pass that begins with the same tokens starts behind them.
///
/// Keys and values of a token hold what it attended to, so they belong to the audio as it was then. A token that is not
/// going to change again may keep them (docs/notes has the word error rates).
struct TextMemory<Storage> {
    /// The tokens from the first on, context and start of the transcript included.
    var tokens: [Int]
    /// Their keys and values, at least tokens × 2 · width, for each decoder layer.
    var keyValues: [Matrix<Storage>]
    /// Rows of cross-attention of each alignment head, one a token from the start of the transcript on; none if word
    /// times were not asked for.
    var alignment: [[Float]]
    /// The audio positions of a row.
    var positions: Range<Int>
    /// How many tokens, from the first on, attended to every position of the audio.
    var exact = 0
    /// How many tokens, from the first on, were decided before the pass.
    var decided = 0

    /// How many tokens at the beginning of a text need not be computed again: none unless the text itself begins with
    /// some that are decided, so that a text decoded freely is decoded from its audio alone.
    ///
    /// - Parameters:
    ///   - opening: the tokens that are decided, of which the last has to be computed for the one that follows it.
    ///   - text: where the text begins among them.
    ///   - aligning: whether the rows of attention are needed.
    ///   - exactly: whether they have to have attended to every position of the audio.
    func count(sharedWith opening: [Int], text: Int, aligning: Bool, exactly: Bool) -> Int {
        guard !aligning || !alignment.isEmpty else { return 0 }
        let usable = tokens.prefix(exactly ? exact : tokens.count)
        let shared = min(zip(usable, opening).prefix { $0 == $1 }.count, opening.count - 1)
        return shared > text ? shared : 0
    }

    /// The memory of the tokens that were decided.
    var ofDecided: TextMemory {
        var memory = self
        memory.tokens = Array(tokens.prefix(decided))
        memory.exact = min(exact, decided)
        return memory
    }

    /// The first rows of attention of each head, with zeros for audio that is new since, or was not attended to by position.
    func alignment(rows: Int, positions wanted: Range<Int>) -> [[Float]] {
        let (shared, width) = (wanted.clamped(to: positions), wanted.count)
        return alignment.map { head in
            var rowsOfHead = [Float](repeating: 0, count: rows * width)
            guard !shared.isEmpty else { return rowsOfHead }
            for row in 0..<rows {
                let source = row * positions.count + shared.lowerBound - positions.lowerBound
                let place = row * width + shared.lowerBound - wanted.lowerBound
                rowsOfHead.replaceSubrange(place..<place + shared.count, with: head[source..<source + shared.count])
            }
            return rowsOfHead
        }
    }
}

extension TextMemory: Sendable where Storage: Sendable {}
