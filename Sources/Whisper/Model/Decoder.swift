// SPDX-License-Identifier: Apache-2.0

/// Whisper's text decoder with a key/value cache, on ragged batches.
struct Decoder<B: Backend> {
    /// New tokens of one sequence.
    struct Input {
        var tokens: [Int]
        var state: DecoderState<B>
        var audio: EncodedAudio<B>
        /// The new tokens, by index, after which the logits are wanted.
        var logitRows: [Int]
        /// Whether the audio is that of the input before: then their rows attend to it together.
        var sharesAudio = false
    }

    /// What one pass gives for a sequence.
    struct Output {
        /// Logits after each of the asked-for rows, vocabulary values a row.
        var logits: [[Float]] = []
        /// Cross-attention probabilities of each alignment head over the real audio, new tokens × audio positions.
        var alignment: [[Float]] = []
    }

    let parameters: ModelParameters<B.Parameter>
    let backend: B
    let workspace: Workspace<B>
    /// Pairs of layer and head whose attention follows the words' times.
    let alignmentHeads: [AlignmentHead]

    private var dimensions: ModelDimensions { parameters.dimensions }

    /// Runs the new tokens of every sequence and appends them to its cache.
    func forward(_ batch: [Input], aligning: Bool = false) throws -> [Output] {
        let rows = rowRanges(batch.map(\.tokens.count))
        let total = rows.last?.upperBound ?? 0
        let hidden = try workspace.matrix(.hidden, rows: total, columns: dimensions.width)
        let normed = try workspace.matrix(.normed, rows: total, columns: dimensions.width)
        for input in batch { try input.state.reserve(input.tokens.count) }
        embed(batch, into: hidden)

        var outputs = batch.map { _ in Output() }
        for (index, layer) in parameters.decoderLayers.enumerated() {
            try selfAttention(index, layer.attention, batch, rows, hidden: hidden, normed: normed)
            let heads = aligning ? alignmentHeads.filter { $0.layer == index }.map(\.head) : []
            let captured = try crossAttention(
                index, layer.crossAttention, batch, rows, hidden: hidden, normed: normed, heads: heads)
            for (sequence, values) in captured.enumerated() where !values.isEmpty {
                outputs[sequence].alignment += split(values, heads: heads.count, batch[sequence])
            }
            try workspace.feedForward(layer.feedForward, hidden: hidden, normed: normed)
        }
        for input in batch { input.state.advance(by: input.tokens.count) }
        try project(batch, rows, hidden: hidden, normed: normed, into: &outputs)
        return outputs
    }

    /// Puts the keys and values of the cross-attention of every layer into the sequences' memories, from the encoder's
    /// output.
    func prepare(
        _ batch: [EncoderInput<B>], encoded: Matrix<B.Storage>, rows: [Range<Int>]
    ) throws -> [EncodedAudio<B>] {
        let keyValue = try workspace.matrix(.keyValue, rows: encoded.rows, columns: 2 * dimensions.width)
        for (index, layer) in parameters.decoderLayers.enumerated() {
            try backend.linear(encoded, layer.crossAttention.keyValue, into: keyValue, epilogue: .none)
            for (input, range) in zip(batch, rows) {
                backend.copy(keyValue.rows(range), to: input.memory.decoder[index].rows(input.positions))
            }
        }
        return batch.map { input in
            let end = input.positions.upperBound
            return EncodedAudio(
                keyValues: input.memory.decoder.map { $0.rows(0..<end) }, tail: input.tail, audioPositions: end)
        }
    }

    private func embed(_ batch: [Input], into hidden: Matrix<B.Storage>) {
        backend.embed(
            tokens: batch.flatMap(\.tokens),
            table: parameters.embedding,
            positions: backend.view(
                parameters.textPositions, rows: dimensions.textPositions, columns: dimensions.width),
            at: batch.flatMap { input in input.tokens.indices.map { input.state.count + $0 } }, into: hidden)
    }

    private func selfAttention(
        _ index: Int, _ weights: ModelParameters<B.Parameter>.Attention, _ batch: [Input], _ rows: [Range<Int>],
        hidden: Matrix<B.Storage>, normed: Matrix<B.Storage>
    ) throws {
        let width = dimensions.width
        try backend.layerNorm(hidden, weights.norm, into: normed)
        let query = try workspace.matrix(.query, rows: hidden.rows, columns: width)
        try backend.linear(normed, weights.query, into: query, epilogue: .none)
        let keyValue = try workspace.matrix(.keyValue, rows: hidden.rows, columns: 2 * width)
        try backend.linear(normed, weights.keyValue, into: keyValue, epilogue: .none)
        let attended = try workspace.matrix(.attended, rows: hidden.rows, columns: width)
        let segments = zip(batch, rows).map { input, range in
            let (cache, start) = (input.state.keyValues[index], input.state.count)
            backend.copy(keyValue.rows(range), to: cache.rows(start..<start + range.count))
            return AttentionSegment(
                queries: query.rows(range), keyValues: cache.rows(0..<start + range.count),
                output: attended.rows(range), causalOffset: start)
        }
        _ = try backend.attention(segments, heads: dimensions.decoderHeads, capturedHeads: [])
        try backend.linear(attended, weights.output, into: hidden, epilogue: .accumulate)
    }

    private func crossAttention(
        _ index: Int, _ weights: ModelParameters<B.Parameter>.Attention, _ batch: [Input], _ rows: [Range<Int>],
        hidden: Matrix<B.Storage>, normed: Matrix<B.Storage>, heads: [Int]
    ) throws -> [[Float]] {
        let width = dimensions.width
        try backend.layerNorm(hidden, weights.norm, into: normed)
        let query = try workspace.matrix(.query, rows: hidden.rows, columns: width)
        try backend.linear(normed, weights.query, into: query, epilogue: .none)
        let attended = try workspace.matrix(.attended, rows: hidden.rows, columns: width)
        let segments = audioGroups(batch, rows).map { input, range in
            let keyValues = input.audio.keyValues[index]
            let end = input.audio.start + keyValues.rows
            return AttentionSegment(
                queries: query.rows(range), keyValues: keyValues,
                sparse: (input.audio.earlier.isEmpty ? [] : [input.audio.earlier[index]])
                    + (input.audio.tail.map { [$0.decoderRows(index, after: end, on: backend)] } ?? []),
                sparseBias: input.audio.tail?.bias ?? 0, output: attended.rows(range))
        }
        let captured = try backend.attention(segments, heads: dimensions.decoderHeads, capturedHeads: heads)
        try backend.linear(attended, weights.output, into: hidden, epilogue: .accumulate)
        return captured
    }

    /// The first input of those that attend to the same audio, and the rows of all of them.
    private func audioGroups(_ batch: [Input], _ rows: [Range<Int>]) -> [(input: Input, rows: Range<Int>)] {
        var groups: [(input: Input, rows: Range<Int>)] = []
        for (input, range) in zip(batch, rows) {
            if input.sharesAudio, let last = groups.indices.last {
                groups[last].rows = groups[last].rows.lowerBound..<range.upperBound
            } else {
                groups.append((input, range))
            }
        }
        return groups
    }

    /// The wanted rows of all sequences share one product with the vocabulary.
    private func project(
        _ batch: [Input], _ rows: [Range<Int>], hidden: Matrix<B.Storage>, normed: Matrix<B.Storage>,
        into outputs: inout [Output]
    ) throws {
        let wanted = zip(batch, rows).flatMap { input, range in input.logitRows.map { range.lowerBound + $0 } }
        guard !wanted.isEmpty else { return }
        let gathered = normed.rows(0..<wanted.count)
        for (row, source) in wanted.enumerated() {
            backend.copy(hidden.rows(source..<source + 1), to: gathered.rows(row..<row + 1))
        }
        try backend.layerNorm(gathered, parameters.decoderNorm, into: hidden.rows(0..<wanted.count))
        let logits = try workspace.matrix(.logits, rows: wanted.count, columns: dimensions.vocabulary)
        try backend.linear(hidden.rows(0..<wanted.count), parameters.embedding, into: logits, epilogue: .none)
        var row = 0
        for (sequence, input) in batch.enumerated() {
            outputs[sequence].logits = input.logitRows.map { _ in
                defer { row += 1 }
                return backend.read(logits.rows(row..<row + 1))
            }
        }
    }

    /// One array a head, each cut to the positions of real audio.
    private func split(_ captured: [Float], heads: Int, _ input: Input) -> [[Float]] {
        let (rows, audio) = (input.tokens.count, input.audio.audioPositions)
        let keys = captured.count / (heads * rows)
        return (0..<heads).map { head in
            (0..<rows).flatMap { row in
                let start = (head * rows + row) * keys
                return captured[start..<start + audio]
            }
        }
    }
}
