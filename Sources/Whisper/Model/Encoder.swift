/// Whisper's audio encoder on ragged batches.
///
/// With a ``SilenceTail`` only the rows of real audio are computed: they attend to one another and to the cached keys and
/// values of the silence that would follow.
struct Encoder<B: Backend> {
    let parameters: ModelParameters<B.Parameter>
    let backend: B
    let workspace: Workspace<B>

    private var dimensions: ModelDimensions { parameters.dimensions }

    /// Encodes log-mel spectrograms.
    ///
    /// - Parameters:
    ///   - batch: Spectrograms of at most `2 × audioPositions` frames, an even number each.
    ///   - tail: Silence to attend to after the audio; nil: the audio stands alone.
    ///   - observe: Called with each layer's keys and values, the rows of the whole batch.
    /// - Returns: The normed output, valid until the workspace is used again, and the rows of each sequence in it.
    func encode(
        _ batch: [LogMel], tail: SilenceTail<B.Parameter>?, observe: (Int, Matrix<B.Storage>) -> Void = { _, _ in }
    ) throws -> (output: Matrix<B.Storage>, rows: [Range<Int>]) {
        let rows = rowRanges(batch.map { $0.frames / 2 })
        let total = rows.last?.upperBound ?? 0
        let width = dimensions.width
        let hidden = workspace.matrix(.hidden, rows: total, columns: width)
        for (mel, range) in zip(batch, rows) { try stem(mel, into: hidden.rows(range)) }

        let normed = workspace.matrix(.normed, rows: total, columns: width)
        for (index, layer) in parameters.encoderLayers.enumerated() {
            try attention(
                index, layer.attention, hidden: hidden, normed: normed, rows: rows, tail: tail, observe: observe)
            try workspace.feedForward(layer.feedForward, hidden: hidden, normed: normed)
        }
        try backend.layerNorm(hidden, parameters.encoderNorm, into: normed)
        return (normed, rows)
    }

    private func rowRanges(_ counts: [Int]) -> [Range<Int>] {
        var start = 0
        return counts.map { count in
            defer { start += count }
            return start..<start + count
        }
    }

    /// Two convolutions of width 3, the second with stride 2, and the position encoding.
    private func stem(_ mel: LogMel, into output: Matrix<B.Storage>) throws {
        let (frames, bins, width) = (mel.frames, dimensions.melBins, dimensions.width)
        let input = workspace.matrix(.mel, rows: frames, columns: bins)
        backend.write(mel.values, to: input)
        let wide = workspace.matrix(.unfolded, rows: frames, columns: 3 * bins)
        backend.unfold(input, stride: 1, into: wide)
        let first = workspace.matrix(.stem, rows: frames, columns: width)
        try backend.linear(wide, parameters.firstConvolution, into: first, epilogue: .gelu)
        let wider = workspace.matrix(.unfolded, rows: output.rows, columns: 3 * width)
        backend.unfold(first, stride: 2, into: wider)
        try backend.linear(wider, parameters.secondConvolution, into: output, epilogue: .gelu)
        let positions = backend.view(parameters.audioPositions, rows: dimensions.audioPositions, columns: width)
        backend.add(positions.rows(0..<output.rows), to: output)
    }

    private func attention(
        _ index: Int, _ weights: ModelParameters<B.Parameter>.Attention, hidden: Matrix<B.Storage>,
        normed: Matrix<B.Storage>, rows: [Range<Int>], tail: SilenceTail<B.Parameter>?,
        observe: (Int, Matrix<B.Storage>) -> Void
    ) throws {
        let width = dimensions.width
        try backend.layerNorm(hidden, weights.norm, into: normed)
        let query = workspace.matrix(.query, rows: hidden.rows, columns: width)
        try backend.linear(normed, weights.query, into: query, epilogue: .none)
        let keyValue = workspace.matrix(.keyValue, rows: hidden.rows, columns: 2 * width)
        try backend.linear(normed, weights.keyValue, into: keyValue, epilogue: .none)
        observe(index, keyValue)

        let attended = workspace.matrix(.attended, rows: hidden.rows, columns: width)
        for range in rows {
            let seen = keyValue.rows(range)
            let silence = tail.map { $0.rows(of: $0.encoder[index], after: range.count, on: backend) }
            _ = try backend.attention(
                [
                    AttentionSegment(
                        queries: query.rows(range), keys: seen.columns(0..<width),
                        values: seen.columns(width..<2 * width), output: attended.rows(range),
                        tail: silence.map { ($0.columns(0..<width), $0.columns(width..<2 * width)) })
                ], heads: dimensions.encoderHeads, capturedHeads: [])
        }
        try backend.linear(attended, weights.output, into: hidden, epilogue: .accumulate)
    }
}
