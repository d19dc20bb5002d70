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

    /// The rows of a layer, of ``encoder`` or ``decoder``, that follow audio of `rows` positions, read in place.
    func rows<B: Backend>(
        of layer: Parameter, after rows: Int, on backend: B
    ) -> Matrix<B.Storage> where B.Parameter == Parameter {
        backend.view(layer, rows: positions, columns: 2 * width).rows(range(after: rows))
    }
}
