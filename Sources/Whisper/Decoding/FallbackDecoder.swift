/// Decodes again what came out as a loop or improbable: over the full window, then at rising temperature, as
/// openai-whisper does, but at all temperatures in one batch: somebody waits.
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
        if request.options.window == .trimmed {
            request.audio = try model.encodeWindow(samples, context)
            let again = try attempts([request])[0]
            guard again.isDoubtful(request.options) else { return again }
        }
        let warmer = try attempts(
            Self.temperatures.map { temperature in
                var request = request
                request.temperature = temperature
                return request
            })
        return warmer.first { !$0.isDoubtful(request.options) } ?? warmer.last ?? transcript
    }

    private func attempts(_ requests: [TextDecoder<CPUBackend>.Request]) throws -> [Transcript] {
        try zip(requests, context.text(model).decode(requests)).map { request, decoding in
            model.transcript(of: try decoding.get(), request)
        }
    }
}
