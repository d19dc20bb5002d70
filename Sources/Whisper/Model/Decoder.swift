/// Whisper's text decoder with a key/value cache, on ragged batches.
struct Decoder<B: Backend> {
    /// New tokens of one sequence.
    struct Input {
        var tokens: [Int]
        var state: DecoderState<B>
        var audio: EncodedAudio<B.Storage>
    }

    /// What one pass gives for a sequence.
    struct Output {
        /// Logits after each of the asked-for rows, vocabulary values a row.
        var logits: [[Float]]
        /// Cross-attention probabilities of each alignment head over the real audio, new tokens × audio positions.
        var alignment: [[Float]]
    }

    /// Which new tokens' logits are wanted.
    enum LogitRows { case none, last, all }

    let parameters: ModelParameters<B.Parameter>
    let backend: B
    let workspace: Workspace<B>
    /// Pairs of layer and head whose attention follows the words' times.
    let alignmentHeads: [AlignmentHead]

    private var dimensions: ModelDimensions { parameters.dimensions }

    /// Runs the new tokens of every sequence and appends them to its cache.
    func forward(_ batch: [Input], logits wanted: LogitRows, aligning: Bool = false) throws -> [Output] {
        let rows = rowRanges(batch)
        let total = rows.last?.upperBound ?? 0
        let hidden = workspace.matrix(.hidden, rows: total, columns: dimensions.width)
        let normed = workspace.matrix(.normed, rows: total, columns: dimensions.width)
        embed(batch, into: hidden)

        var outputs = batch.map { _ in Output(logits: [], alignment: []) }
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
        if wanted != .none {
            try backend.layerNorm(hidden, parameters.decoderNorm, into: normed)
            for (sequence, range) in rows.enumerated() {
                outputs[sequence].logits = try project(normed.rows(wanted == .all ? range : range.suffix(1)))
            }
        }
        return outputs
    }

    /// Keys and values of the cross-attention of every layer, from the encoder's output of one sequence.
    func prepare(_ encoded: Matrix<B.Storage>, tail: SilenceTail<B.Parameter>?) throws -> EncodedAudio<B.Storage> {
        let keyValues = try parameters.decoderLayers.map { layer in
            let rows = Matrix(
                storage: backend.allocate(count: encoded.rows * 2 * dimensions.width),
                rows: encoded.rows, columns: 2 * dimensions.width)
            try backend.linear(encoded, layer.crossAttention.keyValue, into: rows, epilogue: .none)
            return rows
        }
        let silence = tail.map { tail in
            tail.decoder.map { tail.rows(of: $0, after: encoded.rows, on: backend) }
        }
        return EncodedAudio(keyValues: keyValues, silence: silence, audioPositions: encoded.rows)
    }

    private func rowRanges(_ batch: [Input]) -> [Range<Int>] {
        var start = 0
        return batch.map { input in
            defer { start += input.tokens.count }
            return start..<start + input.tokens.count
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
        let query = workspace.matrix(.query, rows: hidden.rows, columns: width)
        try backend.linear(normed, weights.query, into: query, epilogue: .none)
        let keyValue = workspace.matrix(.keyValue, rows: hidden.rows, columns: 2 * width)
        try backend.linear(normed, weights.keyValue, into: keyValue, epilogue: .none)
        let attended = workspace.matrix(.attended, rows: hidden.rows, columns: width)
        let segments = zip(batch, rows).map { input, range in
            let (cache, start) = (input.state.keyValues[index], input.state.count)
            backend.copy(keyValue.rows(range), to: cache.rows(start..<start + range.count))
            let seen = cache.rows(0..<start + range.count)
            return AttentionSegment(
                queries: query.rows(range), keys: seen.columns(0..<width), values: seen.columns(width..<2 * width),
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
        let query = workspace.matrix(.query, rows: hidden.rows, columns: width)
        try backend.linear(normed, weights.query, into: query, epilogue: .none)
        let attended = workspace.matrix(.attended, rows: hidden.rows, columns: width)
        let segments = zip(batch, rows).map { input, range in
            let seen = input.audio.keyValues[index]
            return AttentionSegment(
                queries: query.rows(range), keys: seen.columns(0..<width), values: seen.columns(width..<2 * width),
                output: attended.rows(range), causalOffset: nil,
                tail: input.audio.silence.map { ($0[index].columns(0..<width), $0[index].columns(width..<2 * width)) })
        }
        let captured = try backend.attention(segments, heads: dimensions.decoderHeads, capturedHeads: heads)
        try backend.linear(attended, weights.output, into: hidden, epilogue: .accumulate)
        return captured
    }

    private func project(_ rows: Matrix<B.Storage>) throws -> [[Float]] {
        let logits = workspace.matrix(.logits, rows: rows.rows, columns: dimensions.vocabulary)
        try backend.linear(rows, parameters.embedding, into: logits, epilogue: .none)
        return (0..<rows.rows).map { backend.read(logits.rows($0..<$0 + 1)) }
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
