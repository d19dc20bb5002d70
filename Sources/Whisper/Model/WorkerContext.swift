// SPDX-License-Identifier: Apache-2.0

/// What one worker needs to run a model: a backend with its scratch memory.
///
/// Unchecked: it wraps a backend's device pointers, and ``WhisperModel`` lends it to one thread at a time.
final class WorkerContext: @unchecked Sendable {
    let backend: CPUBackend
    let encoder: Encoder<CPUBackend>
    let decoder: Decoder<CPUBackend>
    let states: DecoderStates<CPUBackend>

    init(parameters: ModelParameters<CPUParameter>, alignmentHeads: [AlignmentHead], pool: MemoryPool) {
        backend = CPUBackend(pool: pool)
        let workspace = Workspace(backend: backend)
        encoder = Encoder(parameters: parameters, backend: backend, workspace: workspace)
        decoder = Decoder(
            parameters: parameters, backend: backend, workspace: workspace, alignmentHeads: alignmentHeads)
        states = DecoderStates(dimensions: parameters.dimensions, backend: backend)
    }

    /// The decoder of texts in the model's vocabulary.
    func text(_ model: WhisperModel) -> TextDecoder<CPUBackend> {
        TextDecoder(
            decoder: decoder, states: states, tokenizer: model.tokenizer, dimensions: model.dimensions,
            rules: model.rules)
    }

    /// Encodes a full window of silence and keeps every layer's keys and values.
    func silenceTail(length: Int, step: Int) throws -> SilenceTail<CPUParameter> {
        let dimensions = encoder.parameters.dimensions
        let frames = 2 * dimensions.audioPositions
        let mel = LogMel(
            values: [Float](repeating: LogMel.silence, count: frames * dimensions.melBins), bins: dimensions.melBins)
        let positions = 0..<dimensions.audioPositions
        var memory = AudioMemory<CPUStorage>()
        try memory.reserve(positions.count, keeping: 0, dimensions: dimensions, on: backend)
        let input = EncoderInput<CPUBackend>(mel: mel, positions: positions, memory: memory, tail: nil)
        let (output, rows) = try encoder.encode([input])
        _ = try decoder.prepare([input], encoded: output, rows: rows)
        func parameters(_ layers: [Matrix<CPUStorage>]) -> [CPUParameter] {
            layers.map { CPUBackend.parameter(backend.read($0)) }
        }
        return SilenceTail(
            encoder: parameters(memory.encoder), decoder: parameters(memory.decoder), positions: positions.count,
            width: dimensions.width, length: length, step: step)
    }
}
