// SPDX-License-Identifier: Apache-2.0

/// The attention of one sequence.
struct AttentionSegment<Storage> {
    var queries: Matrix<Storage>
    var keys: Matrix<Storage>
    var values: Matrix<Storage>
    var output: Matrix<Storage>
    /// Query row i sees the keys up to and with `causalOffset + i`; nil: all keys.
    var causalOffset: Int?
    /// Further keys and values, read in place, that every query sees and each of which stands for several.
    var sparse: [(keys: Matrix<Storage>, values: Matrix<Storage>)] = []
    /// Added to the scores of the sparse keys: the logarithm of how many each stands for.
    var sparseBias: Float = 0
}

extension AttentionSegment {
    /// Attention to keys and values that stand side by side, keys in the first half of the columns.
    init(
        queries: Matrix<Storage>, keyValues: Matrix<Storage>, sparse: [Matrix<Storage>] = [], sparseBias: Float = 0,
        output: Matrix<Storage>, causalOffset: Int? = nil
    ) {
        let width = queries.columns
        func halves(_ rows: Matrix<Storage>) -> (keys: Matrix<Storage>, values: Matrix<Storage>) {
            (rows.columns(0..<width), rows.columns(width..<2 * width))
        }
        let own = halves(keyValues)
        self.init(
            queries: queries, keys: own.keys, values: own.values, output: output, causalOffset: causalOffset,
            sparse: sparse.filter { $0.rows > 0 }.map(halves), sparseBias: sparseBias)
    }
}
