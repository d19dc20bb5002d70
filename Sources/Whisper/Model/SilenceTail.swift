// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The keys and values of silence, by position, encoded once for a model.
///
/// Whisper was trained on windows of 30 s padded with silence, and its decoder needs to see that silence to end a text.
/// With the level of the audio fixed (``LogMel/fixedLevel``), padding is a constant; so audio of n positions may attend
/// to its own keys followed by the cached ones of the positions n, n + 1, … and need not encode them again. Neighbouring
/// positions of silence are nearly alike, so every fourth stands for four: its score is raised by the logarithm of 4.
struct SilenceTail<Parameter: Sendable>: Sendable {
    /// Keys and values of every encoder layer, positions × 2 · width.
    var encoder: [Parameter]
    /// Keys and values of every decoder layer's cross-attention, likewise.
    var decoder: [Parameter]
    var positions: Int
    var width: Int
    /// How many positions of silence follow the audio.
    var length: Int
    /// How many of them one stands for.
    var step: Int

    /// What is added to the score of a position that stands for ``step``.
    var bias: Float { log(Float(step)) }

    /// The encoder layer's keys and values of the silence after `positions` positions of audio.
    func encoderRows<B: Backend>(
        _ layer: Int, after positions: Int, on backend: B
    ) -> Matrix<B.Storage> where B.Parameter == Parameter {
        rows(of: encoder[layer], after: positions, on: backend)
    }

    /// Likewise of a decoder layer's cross-attention.
    func decoderRows<B: Backend>(
        _ layer: Int, after positions: Int, on backend: B
    ) -> Matrix<B.Storage> where B.Parameter == Parameter {
        rows(of: decoder[layer], after: positions, on: backend)
    }

    private func rows<B: Backend>(
        of parameter: Parameter, after start: Int, on backend: B
    ) -> Matrix<B.Storage> where B.Parameter == Parameter {
        backend.view(parameter, rows: positions, columns: 2 * width).rows(start..<min(start + length, positions))
            .every(step)
    }
}
