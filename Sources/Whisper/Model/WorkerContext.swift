/// What one worker needs to run a model: a backend with its scratch memory.
///
/// Unchecked: it wraps a backend's device pointers, and ``WhisperModel`` lends it to one thread at a time.
final class WorkerContext: @unchecked Sendable {
    let backend: CPUBackend
    let encoder: Encoder<CPUBackend>
    let decoder: Decoder<CPUBackend>

    init(parameters: ModelParameters<CPUParameter>, alignmentHeads: [AlignmentHead], threads: Int) throws {
        backend = CPUBackend(threads: threads)
        let workspace = Workspace(backend: backend)
        encoder = Encoder(parameters: parameters, backend: backend, workspace: workspace)
        decoder = Decoder(
            parameters: parameters, backend: backend, workspace: workspace, alignmentHeads: alignmentHeads)
    }

    /// Encodes a full window of silence and keeps every layer's keys and values.
    func silenceTail(length: Int) throws -> SilenceTail<CPUParameter> {
        backend.activate()
        let dimensions = encoder.parameters.dimensions
        let frames = 2 * dimensions.audioPositions
        let mel = LogMel(
            values: [Float](repeating: LogMel.silence, count: frames * dimensions.melBins), bins: dimensions.melBins)
        var layers: [CPUParameter] = []
        let (output, _) = try encoder.encode([mel], tail: nil) { _, keyValue in
            layers.append(CPUBackend.parameter(backend.read(keyValue)))
        }
        let audio = try decoder.prepare(output, tail: nil)
        return SilenceTail(
            encoder: layers, decoder: audio.keyValues.map { CPUBackend.parameter(backend.read($0)) },
            positions: dimensions.audioPositions, width: dimensions.width, length: length)
    }
}
