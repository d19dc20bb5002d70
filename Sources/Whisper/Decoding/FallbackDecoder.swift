/// Decodes again what came out as a loop or improbable: over the full window, then at rising temperature, as
/// openai-whisper does.
struct FallbackDecoder {
    private static let temperatures: [Float] = [0.2, 0.4, 0.6, 0.8, 1]

    let model: WhisperModel
    let context: WorkerContext

    /// - Parameters:
    ///   - transcript: the doubtful result of `request` at temperature 0.
    /// - Throws: ``WhisperError`` when cancelled, or what the backend throws.
    func decode(
        _ samples: [Float], after transcript: Transcript, _ request: TextDecoder<CPUBackend>.Request
    ) throws -> Transcript {
        var request = request
        request.draft = []
        (request.memory, request.isRemembered) = (nil, false)
        var best = transcript
        if request.options.window == .trimmed {
            request.audio = try model.encodeWindow(samples, context)
            best = try attempt(request)
        }
        for temperature in Self.temperatures where best.isDoubtful {
            request.temperature = temperature
            best = try attempt(request)
        }
        return best
    }

    private func attempt(_ request: TextDecoder<CPUBackend>.Request) throws -> Transcript {
        model.transcript(of: try context.text(model).decode([request])[0].get(), request)
    }
}
