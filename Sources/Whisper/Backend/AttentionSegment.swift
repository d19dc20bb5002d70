/// The attention of one sequence.
struct AttentionSegment<Storage> {
    var queries: Matrix<Storage>
    var keys: Matrix<Storage>
    var values: Matrix<Storage>
    /// Keys and values behind those, which every query sees.
    var tail: (keys: Matrix<Storage>, values: Matrix<Storage>)?
    var output: Matrix<Storage>
    /// Query row i sees the keys up to and with `causalOffset + i`; nil: all keys.
    var causalOffset: Int?
}

extension AttentionSegment {
    /// Keys of both kinds.
    var keyCount: Int { keys.rows + (tail?.keys.rows ?? 0) }

    /// Attention to keys and values that stand side by side, keys in the first half of the columns.
    init(
        queries: Matrix<Storage>, keyValues: Matrix<Storage>, tail: Matrix<Storage>? = nil, output: Matrix<Storage>,
        causalOffset: Int? = nil
    ) {
        let width = queries.columns
        func halves(_ rows: Matrix<Storage>) -> (keys: Matrix<Storage>, values: Matrix<Storage>) {
            (rows.columns(0..<width), rows.columns(width..<2 * width))
        }
        let own = halves(keyValues)
        self.init(
            queries: queries, keys: own.keys, values: own.values, tail: tail.map(halves), output: output,
            causalOffset: causalOffset)
    }
}
