/// What the decoder computed for a text: with it, a later pass that begins with the same tokens starts behind them.
///
/// Keys and values of a token hold what it attended to, so they belong to the audio as it was then. A token that is not
/// going to change any more may keep them (docs/performance.md has the word error rates).
struct TextMemory<Storage> {
    /// The tokens from the first on, context and start of the transcript included.
    var tokens: [Int]
    /// Their keys and values, at least tokens × 2 · width, for each decoder layer.
    var keyValues: [Matrix<Storage>]
    /// Rows of cross-attention of each alignment head, one a token from the start of the transcript on; none if word
    /// times were not asked for.
    var alignment: [[Float]]
    /// The audio positions of a row.
    var positions: Int

    /// How many tokens at the beginning of a text need not be computed again: none unless the text itself begins with
    /// some that are decided, so that a text decoded freely is decoded from its audio alone.
    ///
    /// - Parameters:
    ///   - opening: the tokens that are decided, of which the last has to be computed for the one that follows it.
    ///   - text: where the text begins among them.
    ///   - aligning: whether the rows of attention are needed.
    func count(sharedWith opening: [Int], text: Int, aligning: Bool) -> Int {
        guard !aligning || !alignment.isEmpty else { return 0 }
        let shared = min(zip(tokens, opening).prefix { $0 == $1 }.count, opening.count - 1)
        return shared > text ? shared : 0
    }

    /// The first rows of attention of each head, with zeros for audio that is new since.
    func alignment(rows: Int, positions width: Int) -> [[Float]] {
        let shared = min(width, positions)
        return alignment.map { head in
            var rowsOfHead = [Float](repeating: 0, count: rows * width)
            for row in 0..<rows {
                let source = row * positions
                rowsOfHead.replaceSubrange(row * width..<row * width + shared, with: head[source..<source + shared])
            }
            return rowsOfHead
        }
    }
}

extension TextMemory: Sendable where Storage: Sendable {}
