/// The attention of one sequence.
struct AttentionSegment<Storage> {
    var queries: Matrix<Storage>
    var keys: Matrix<Storage>
    var values: Matrix<Storage>
    var output: Matrix<Storage>
    /// Query row i sees the keys up to and with `causalOffset + i`; nil: all keys.
    var causalOffset: Int?
    /// Keys and values that follow and that every query sees: silence, shared by all sequences and read in place.
    var tail: (keys: Matrix<Storage>, values: Matrix<Storage>)?
    /// Added to the scores of the tail's keys: the logarithm of how many keys each stands for.
    var tailBias: Float = 0
}

extension AttentionSegment {
    /// Attention to keys and values that stand side by side, keys in the first half of the columns.
    init(
        queries: Matrix<Storage>, keyValues: Matrix<Storage>, tail: (rows: Matrix<Storage>, bias: Float)? = nil,
        output: Matrix<Storage>, causalOffset: Int? = nil
    ) {
        let width = queries.columns
        func halves(_ rows: Matrix<Storage>) -> (keys: Matrix<Storage>, values: Matrix<Storage>) {
            (rows.columns(0..<width), rows.columns(width..<2 * width))
        }
        let own = halves(keyValues)
        self.init(
            queries: queries, keys: own.keys, values: own.values, output: output, causalOffset: causalOffset,
            tail: tail.map { halves($0.rows) }, tailBias: tail?.bias ?? 0)
    }
}
