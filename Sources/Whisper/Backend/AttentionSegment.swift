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
}
