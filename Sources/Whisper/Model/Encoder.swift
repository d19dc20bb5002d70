// SPDX-License-Identifier: Apache-2.0

/// Whisper's audio encoder on ragged batches.
///
/// Only new positions are computed: they attend to the sequence's earlier ones in its ``AudioMemory``, to one another,
/// and to the cached keys and values of the silence that would follow (``SilenceTail``).
struct Encoder<B: Backend> {
    let parameters: ModelParameters<B.Parameter>
    let backend: B
    let workspace: Workspace<B>

    private var dimensions: ModelDimensions { parameters.dimensions }

    /// Encodes the new positions of every sequence and puts each layer's keys and values into the sequences' memories.
    ///
    /// - Parameter isCancelled: asked between layers whether no one waits for any of the sequences.
    /// - Returns: The normed output, valid until the workspace is used again, and the rows of each sequence in it.
    func encode(
        _ batch: [EncoderInput<B>], isCancelled: () -> Bool = { false }
    ) throws -> (output: Matrix<B.Storage>, rows: [Range<Int>]) {
        let rows = rowRanges(batch.map(\.positions.count))
        let total = rows.last?.upperBound ?? 0
        let hidden = try workspace.matrix(.hidden, rows: total, columns: dimensions.width)
        let normed = try workspace.matrix(.normed, rows: total, columns: dimensions.width)
        for (input, range) in zip(batch, rows) { try stem(input, into: hidden.rows(range)) }
        for (index, layer) in parameters.encoderLayers.enumerated() {
            if isCancelled() { throw WhisperError.cancelled }
            try attention(index, layer.attention, batch, rows, hidden: hidden, normed: normed)
            try workspace.feedForward(layer.feedForward, hidden: hidden, normed: normed)
        }
        try backend.layerNorm(hidden, parameters.encoderNorm, into: normed)
        return (normed, rows)
    }

    /// Two convolutions of width 3, the second with stride 2, and the position encoding.
    private func stem(_ input: EncoderInput<B>, into output: Matrix<B.Storage>) throws {
        let (frames, bins, width) = (input.mel.frames, dimensions.melBins, dimensions.width)
        let mel = try workspace.matrix(.mel, rows: frames, columns: bins)
        backend.write(input.mel.values, to: mel)
        let wide = try workspace.matrix(.unfolded, rows: frames, columns: 3 * bins)
        backend.unfold(mel, stride: 1, into: wide)
        let first = try workspace.matrix(.stem, rows: frames, columns: width)
        try backend.linear(wide, parameters.firstConvolution, into: first, epilogue: .gelu)
        // When the spectrogram begins before the first new position, so does this: that row lacks its left neighbour.
        let early = input.positions.lowerBound - EncoderInput<B>.firstFrame(for: input.positions) / 2
        let wider = try workspace.matrix(.unfolded, rows: early + output.rows, columns: 3 * width)
        backend.unfold(first, stride: 2, into: wider)
        try backend.linear(
            wider.rows(early..<wider.rows), parameters.secondConvolution, into: output, epilogue: .gelu)
        let positions = backend.view(parameters.audioPositions, rows: dimensions.audioPositions, columns: width)
        backend.add(positions.rows(input.positions), to: output)
    }

    private func attention(
        _ index: Int, _ weights: ModelParameters<B.Parameter>.Attention, _ batch: [EncoderInput<B>],
        _ rows: [Range<Int>], hidden: Matrix<B.Storage>, normed: Matrix<B.Storage>
    ) throws {
        let width = dimensions.width
        try backend.layerNorm(hidden, weights.norm, into: normed)
        let query = try workspace.matrix(.query, rows: hidden.rows, columns: width)
        try backend.linear(normed, weights.query, into: query, epilogue: .none)
        let keyValue = try workspace.matrix(.keyValue, rows: hidden.rows, columns: 2 * width)
        try backend.linear(normed, weights.keyValue, into: keyValue, epilogue: .none)
        let attended = try workspace.matrix(.attended, rows: hidden.rows, columns: width)
        // One segment at a time: sequences without memory of their own share one matrix for all layers.
        for (input, range) in zip(batch, rows) {
            let memory = input.memory.encoder[index]
            backend.copy(keyValue.rows(range), to: memory.rows(input.positions))
            let (nearby, end) = (input.nearbyStart, input.positions.upperBound)
            let sparse = input.tail.map { tail in
                [memory.rows(0..<nearby).every(tail.step), tail.encoderRows(index, after: end, on: backend)]
            }
            let segment = AttentionSegment(
                queries: query.rows(range), keyValues: memory.rows(nearby..<end), sparse: sparse ?? [],
                sparseBias: input.tail?.bias ?? 0, output: attended.rows(range))
            _ = try backend.attention([segment], heads: dimensions.encoderHeads, capturedHeads: [])
        }
        try backend.linear(attended, weights.output, into: hidden, epilogue: .accumulate)
    }
}

/// The rows of each sequence when their rows stand below one another.
func rowRanges(_ counts: [Int]) -> [Range<Int>] {
    var start = 0
    return counts.map { count in
        defer { start += count }
        return start..<start + count
    }
}
