// SPDX-License-Identifier: Apache-2.0

/// Decodes again what came out as a loop or improbable: over the full window, then at rising temperature, as
/// openai-whisper does, but at all temperatures in one batch: a client waits.
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
        var tried = [transcript]
        var request = request
        request.draft = []
        (request.memory, request.isRemembered) = (nil, false)
        if request.options.window == .trimmed {
            request.audio = try model.encodeWindow(samples, context)
            tried += try attempts([request])
            guard tried[1].isDoubtful(request.options) else { return tried[1] }
        }
        let warmer = try attempts(
            Self.temperatures.map { temperature in
                var request = request
                request.temperature = temperature
                return request
            })
        return warmer.first { !$0.isDoubtful(request.options) } ?? likeliest(of: tried + warmer)
    }

    /// Where all are doubtful, none that loops if there is another.
    private func likeliest(of transcripts: [Transcript]) -> Transcript {
        let straight = transcripts.filter { !$0.isLooping }
        let candidates = straight.isEmpty ? transcripts : straight
        return candidates.max { $0.averageLogProbability < $1.averageLogProbability } ?? transcripts[0]
    }

    private func attempts(_ requests: [TextDecoder<CPUBackend>.Request]) throws -> [Transcript] {
        try zip(requests, context.text(model).decode(requests)).map { request, decoding in
            model.transcript(of: try decoding.get(), request)
        }
    }
}
