/// Transcribes the requests of a batch together: their new audio shares the encoder's products, their texts the decoder's.
///
/// A request's result does not depend on the others, and a failure stays with the request that failed.
struct BatchTranscriber {
    /// A request on its way.
    private struct Passage {
        let request: TranscriptionRequest
        let input: EncoderInput<CPUBackend>
        /// What was kept of the utterance, and will be.
        var kept: StreamingState.Contents
        /// Positions of real audio.
        let positions: Int

        /// Whether anything is kept for the utterance's next request.
        var keeps: Bool { request.state != nil && request.options.window == .trimmed }
    }

    let model: WhisperModel
    let context: WorkerContext

    /// One result a request, in their order.
    func transcribe(_ requests: [TranscriptionRequest]) -> [Result<Transcript, any Error>] {
        var results = [Result<Transcript, any Error>?](repeating: nil, count: requests.count)
        var passages: [Passage] = []
        var places: [Int] = []
        for (place, request) in requests.enumerated() {
            do {
                passages.append(try listen(to: request))
                places.append(place)
            } catch {
                results[place] = .failure(error)
            }
        }
        let recognized = Result { try recognize(passages) }
        for (index, place) in places.enumerated() { results[place] = recognized.flatMap { $0[index] } }
        return results.compactMap { $0 }
    }

    // MARK: Audio

    /// The part of a request's audio that has to be encoded.
    private func listen(to request: TranscriptionRequest) throws -> Passage {
        let count = request.samples.count
        guard count <= WhisperModel.longestAudio else {
            throw WhisperError(.audioTooLong, "\(count) samples are more than one window of 30 s")
        }
        if request.options.isCancelled() { throw WhisperError.cancelled }
        return try request.options.window == .full ? listenToWindow(request) : listenToNewAudio(request)
    }

    private func listenToWindow(_ request: TranscriptionRequest) throws -> Passage {
        let end = model.dimensions.audioPositions
        let mel = try model.frontEnd.logMel(request.samples, frames: 2 * end, level: .window, on: context.backend)
        let memory = AudioMemory.transient(positions: end, dimensions: model.dimensions, on: context.backend)
        return Passage(
            request: request, input: EncoderInput(mel: mel, positions: 0..<end, memory: memory, tail: nil),
            kept: StreamingState.Contents(), positions: model.positions(request.samples.count))
    }

    private func listenToNewAudio(_ request: TranscriptionRequest) throws -> Passage {
        let end = model.positions(request.samples.count)
        var kept = request.state?.take() ?? StreamingState.Contents()
        // Audio may end earlier than last time, at the beginning of a pause.
        kept.frozen = min(kept.frozen, max(0, end - model.streaming.revisedPositions / 2))
        let mel = try newLogMel(request.samples, until: end, &kept)
        if request.state == nil {
            kept.audio = .transient(positions: end, dimensions: model.dimensions, on: context.backend)
        } else {
            kept.audio.reserve(end, keeping: kept.frozen, dimensions: model.dimensions, on: context.backend)
        }
        let input = EncoderInput<CPUBackend>(
            mel: mel, positions: kept.frozen..<end, memory: kept.audio, tail: model.silence,
            nearby: model.streaming.nearbyPositions)
        return Passage(request: request, input: input, kept: kept, positions: end)
    }

    /// The spectrogram of what is not frozen. A sound much louder than all before changes the level of everything: then
    /// nothing stays frozen.
    private func newLogMel(
        _ samples: [Float], until end: Int, _ kept: inout StreamingState.Contents
    ) throws -> LogMel {
        func spectrum() throws -> (values: [Float], frames: Int, loudest: Float) {
            let first = EncoderInput<CPUBackend>.firstFrame(for: kept.frozen..<end)
            let values = try model.frontEnd.logSpectrum(samples, frames: first..<2 * end, on: context.backend)
            return (values, 2 * end - first, max(kept.loudest ?? -10, values.max() ?? -10))
        }
        var new = try spectrum()
        if let before = kept.loudest, kept.frozen > 0, new.loudest - before > model.streaming.levelTolerance {
            kept.frozen = 0
            new = try spectrum()
        }
        kept.loudest = new.loudest
        return model.frontEnd.normalize(new.values, frames: new.frames, level: .fixed, loudest: new.loudest)
    }

    // MARK: Text

    private func recognize(_ passages: [Passage]) throws -> [Result<Transcript, any Error>] {
        guard !passages.isEmpty else { return [] }
        var passages = passages
        let audio = try encode(passages)
        let languages = try languages(&passages, audio)
        let requests = passages.indices.map { index in
            let (options, kept) = (passages[index].request.options, passages[index].kept)
            return TextDecoder<CPUBackend>.Request(
                audio: audio[index], language: languages[index], options: options,
                draft: draft(from: kept.tokens, prefix: options.prefix),
                prefixLogProbabilities: logProbabilities(in: kept, of: options.prefix), memory: kept.text,
                isRemembered: passages[index].keeps)
        }
        let decoded = try context.text(model).decodeRemembering(requests)
        return passages.indices.map { index in
            Result {
                let (text, memory) = try keepingState(of: [passages[index]], isEncoded: true) {
                    try decoded[index].get()
                }
                return try finish(passages[index], requests[index], text, memory)
            }
        }
    }

    private func encode(_ passages: [Passage]) throws -> [EncodedAudio<CPUBackend>] {
        let inputs = passages.map(\.input)
        return try keepingState(of: passages, isEncoded: false) {
            let (encoded, rows) = try context.encoder.encode(inputs) {
                passages.allSatisfy { $0.request.options.isCancelled() }
            }
            var audio = try context.decoder.prepare(inputs, encoded: encoded, rows: rows)
            for index in audio.indices { audio[index].audioPositions = passages[index].positions }
            return audio
        }
    }

    /// What was heard last time, after the prefix.
    private func draft(from tokens: [Int], prefix: [Int]) -> [Int] {
        tokens.starts(with: prefix) ? Array(tokens.dropFirst(prefix.count)) : []
    }

    /// Those of the prefix, from when its words were new.
    private func logProbabilities(in kept: StreamingState.Contents, of prefix: [Int]) -> [Float] {
        kept.tokens.starts(with: prefix) ? Array(kept.logProbabilities.prefix(prefix.count)) : []
    }

    /// The given languages, and those detected: again once the audio is twice as long.
    private func languages(_ passages: inout [Passage], _ audio: [EncodedAudio<CPUBackend>]) throws -> [String] {
        let unknown = passages.indices.filter { index in
            guard passages[index].request.options.language == nil else { return false }
            guard let known = passages[index].kept.language else { return true }
            return passages[index].positions >= 2 * known.positions
        }
        for (index, language) in zip(unknown, try context.text(model).detectLanguages(unknown.map { audio[$0] })) {
            passages[index].kept.language = (language, passages[index].positions)
        }
        return passages.map { $0.request.options.language ?? $0.kept.language?.code ?? "en" }
    }

    /// The transcript of a decoded text, or of a second look at the audio when the text is not to be believed.
    private func finish(
        _ passage: Passage, _ request: TextDecoder<CPUBackend>.Request, _ decoding: TextDecoding,
        _ memory: TextMemory<CPUStorage>?
    ) throws -> Transcript {
        let transcript = model.transcript(of: decoding, request)
        keep(passage, transcript, decoding, memory)
        guard request.options.fallback, transcript.isDoubtful(request.options) else { return transcript }
        return try FallbackDecoder(model: model, context: context)
            .decode(passage.request.samples, after: transcript, request)
    }

    /// Does a step of the work. If it is cancelled, the utterances' next passes begin where these did.
    private func keepingState<Value>(
        of passages: [Passage], isEncoded: Bool, _ step: () throws -> Value
    ) throws -> Value {
        do {
            return try step()
        } catch let error as WhisperError where error.code == .cancelled {
            for passage in passages where passage.keeps {
                var kept = passage.kept
                if isEncoded {
                    kept.frozen = max(kept.frozen, passage.positions - model.streaming.revisedPositions)
                    // The decoder has written over some of it.
                    kept.text = nil
                }
                passage.request.state?.put(kept)
            }
            throw error
        }
    }

    private func keep(
        _ passage: Passage, _ transcript: Transcript, _ decoding: TextDecoding, _ memory: TextMemory<CPUStorage>?
    ) {
        guard let state = passage.request.state, passage.keeps else { return }
        var kept = passage.kept
        if transcript.isLooping {
            // What made it loop is not to be frozen.
            (kept.tokens, kept.logProbabilities, kept.text) = ([], [], nil)
        } else {
            (kept.tokens, kept.text) = (transcript.tokens, memory)
            let known = transcript.tokens.indices.compactMap(decoding.logProbability)
            kept.logProbabilities = known.count == transcript.tokens.count ? known : []
            kept.frozen = max(kept.frozen, passage.positions - model.streaming.revisedPositions)
        }
        state.put(kept)
    }
}
