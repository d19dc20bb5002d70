/// The keys and values of silence, by position, encoded once for a model.
///
/// Whisper was trained on windows of 30 s padded with silence, and its decoder needs to see that silence to end a text.
/// With the level of the audio fixed (``LogMel/fixedLevel``), padding is a constant; so audio of n positions may attend
/// to its own keys followed by the cached ones of the positions n, n + 1, … and need not encode them again.
struct SilenceTail<Parameter: Sendable>: Sendable {
    /// Keys and values of every encoder layer, positions × 2 · width.
    var encoder: [Parameter]
    /// Keys and values of every decoder layer's cross-attention, likewise.
    var decoder: [Parameter]
    var positions: Int
    var width: Int
    /// How many positions of silence follow the audio.
    var length: Int

    /// The rows of silence that follow audio of `rows` positions.
    func range(after rows: Int) -> Range<Int> {
        rows..<min(rows + length, positions)
    }

    /// A copy of an encoder layer's keys and values with silence behind them.
    func extend<B: Backend>(
        _ rows: Matrix<B.Storage>, layer: Int, on backend: B
    ) -> Matrix<B.Storage> where B.Parameter == Parameter {
        let range = range(after: rows.rows)
        let extended = Matrix(
            storage: backend.allocate(count: (rows.rows + range.count) * rows.columns),
            rows: rows.rows + range.count, columns: rows.columns)
        backend.copy(rows, to: extended.rows(0..<rows.rows))
        backend.copy(
            backend.view(encoder[layer], rows: positions, columns: rows.columns).rows(range),
            to: extended.rows(rows.rows..<extended.rows))
        return extended
    }
}
