/// The attention of one sequence.
struct AttentionSegment<Storage> {
    var queries: Matrix<Storage>
    var keys: Matrix<Storage>
    var values: Matrix<Storage>
    var output: Matrix<Storage>
    /// Query row i sees the keys up to and with `causalOffset + i`; nil: all keys.
    var causalOffset: Int?
}
