// SPDX-License-Identifier: Apache-2.0

/// Transcribes the requests of a batch together: their new audio shares the encoder's products, their texts the decoder's.
///
/// A request's result does not depend on the others, and a failure stays with the request that failed.
struct BatchTranscriber {
    /// A request on its way.
    private struct Passage {
        let request: TranscriptionRequest
        let input: EncoderInput<CPUBackend>
        /// What was kept of the window, and will be.
        var kept: StreamingState.Contents
        /// Positions of real audio.
        let positions: Int
        /// The level of the spectrogram.
        var loudest: Float?

        /// The position from which on the audio is transcribed.
        var textStart: Int {
            min(max(0, positions - 1), (request.options.context?.textStart ?? 0) / (2 * MelFrontEnd.hop))
        }

        /// Whether anything is kept for the window's next request.
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
        let memory = try AudioMemory.transient(positions: end, dimensions: model.dimensions, on: context.backend)
        return Passage(
            request: request, input: EncoderInput(mel: mel, positions: 0..<end, memory: memory, tail: nil),
            kept: StreamingState.Contents(), positions: model.positions(request.samples.count))
    }

    private func listenToNewAudio(_ request: TranscriptionRequest) throws -> Passage {
        let end = model.positions(request.samples.count)
        guard let state = request.state else {
            var kept = StreamingState.Contents()
            kept.audio = try .transient(positions: end, dimensions: model.dimensions, on: context.backend)
            let (input, loudest) = try newInput(request.samples, until: end, request.options.pass, &kept)
            return Passage(request: request, input: input, kept: kept, positions: end, loudest: loudest)
        }
        var kept = state.take()
        try settleContext(of: request, &kept)
        let (input, loudest) = try newInput(request.samples, until: end, request.options.pass, &kept)
        return Passage(request: request, input: input, kept: kept, positions: end, loudest: loudest)
    }

    /// What a pass has to encode of the audio up to `end`, with room for it in the memory.
    private func newInput(
        _ samples: [Float], until end: Int, _ pass: DecodingOptions.Pass, _ kept: inout StreamingState.Contents
    ) throws -> (input: EncoderInput<CPUBackend>, loudest: Float) {
        let settings = model.streaming
        var start = kept.start(of: pass, until: end, revised: settings.revisedPositions)
        let (mel, loudest) = try newLogMel(samples, until: end, &start)
        kept.reopen(from: start, revised: settings.revisedPositions)
        try kept.audio.reserve(end, keeping: start.positions, dimensions: model.dimensions, on: context.backend)
        let input = EncoderInput<CPUBackend>(
            mel: mel, positions: start.positions..<end, memory: kept.audio, tail: model.silence,
            nearby: pass == .thorough ? .max : settings.nearbyPositions)
        return (input, loudest)
    }

    /// Settles the audio of the context. The pass of its last text usually ended there; if not, since the window is a new one, it is
    /// encoded now, without what follows: so its rows do not depend on which passes there were.
    private func settleContext(of request: TranscriptionRequest, _ kept: inout StreamingState.Contents) throws {
        guard let context = request.options.context, 0 < context.end, context.end < request.samples.count else {
            return
        }
        let end = model.positions(context.end)
        if kept.surveyed.positions < end { try survey(request, until: context.end, &kept) }
        kept.settle(until: end, margin: model.streaming.settlingPositions)
    }

    /// Encodes the audio up to a sample thoroughly.
    private func survey(
        _ request: TranscriptionRequest, until sample: Int, _ kept: inout StreamingState.Contents
    ) throws {
        let end = model.positions(sample)
        let (input, loudest) = try newInput(Array(request.samples.prefix(sample)), until: end, .thorough, &kept)
        do {
            let (encoded, rows) = try context.encoder.encode([input], isCancelled: request.options.isCancelled)
            _ = try context.decoder.prepare([input], encoded: encoded, rows: rows)
        } catch {
            request.state?.put(kept)
            throw error
        }
        kept.close(at: end, loudest: loudest, by: .thorough, revised: model.streaming.revisedPositions)
    }

    /// The spectrogram of what comes after `start`, and its level. A sound much louder than all before changes the level of
    /// everything: then the pass starts at the beginning.
    private func newLogMel(
        _ samples: [Float], until end: Int, _ start: inout StreamingState.Mark
    ) throws -> (mel: LogMel, loudest: Float) {
        func spectrum() throws -> (values: [Float], frames: Int, loudest: Float) {
            let first = EncoderInput<CPUBackend>.firstFrame(for: start.positions..<end)
            let values = try model.frontEnd.logSpectrum(samples, frames: first..<2 * end, on: context.backend)
            return (values, 2 * end - first, max(start.loudest ?? -10, values.max() ?? -10))
        }
        var new = try spectrum()
        if let before = start.loudest, start.positions > 0, new.loudest - before > model.streaming.levelTolerance {
            start.positions = 0
            new = try spectrum()
        }
        let mel = model.frontEnd.normalize(new.values, frames: new.frames, level: .fixed, loudest: new.loudest)
        return (mel, new.loudest)
    }

    // MARK: Text

    private func recognize(_ passages: [Passage]) throws -> [Result<Transcript, any Error>] {
        guard !passages.isEmpty else { return [] }
        var passages = passages
        let audio = try encode(passages)
        try lookAtSpeech(&passages, audio)
        let requests = passages.indices.map { index in
            let (options, kept) = (passages[index].request.options, passages[index].kept)
            let opening = options.opening
            let impression = kept.impression?.value
            let language = options.language ?? impression?.language(prior: options.languagePrior) ?? "en"
            let request = TextDecoder<CPUBackend>.Request(
                audio: audio[index], textStart: passages[index].textStart, language: language, options: options,
                draft: draft(from: kept.tokens, prefix: opening),
                prefixLogProbabilities: logProbabilities(in: kept, of: opening), impression: impression,
                memory: kept.text, isRemembered: passages[index].keeps)
            guard options.pass == .quick else { return request }
            return context.text(model).focused(
                request, from: passages[index].textStart - model.streaming.nearbyPositions, step: model.silence.step)
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

    /// What was recognized last time, after the prefix.
    private func draft(from tokens: [Int], prefix: [Int]) -> [Int] {
        tokens.starts(with: prefix) ? Array(tokens.dropFirst(prefix.count)) : []
    }

    /// Those of the prefix, from when its words were new.
    private func logProbabilities(in kept: StreamingState.Contents, of prefix: [Int]) -> [Float] {
        kept.tokens.starts(with: prefix) ? Array(kept.logProbabilities.prefix(prefix.count)) : []
    }

    /// Looks at the audio that is transcribed, by itself, where the language is asked for, or a context would hide that nobody
    /// speaks. A quick pass relies on an earlier look until the audio is twice as long.
    private func lookAtSpeech(_ passages: inout [Passage], _ audio: [EncodedAudio<CPUBackend>]) throws {
        let unknown = passages.indices.filter { index in
            let (passage, options) = (passages[index], passages[index].request.options)
            let hasLanguages = model.dimensions.isMultilingual
            let isAsked =
                options.pass == .thorough && (options.context != nil || hasLanguages && options.reportsLanguages)
            guard hasLanguages && options.language == nil || isAsked else {
                passages[index].kept.impression = nil
                return false
            }
            guard let known = passage.kept.impression, known.start == passage.textStart else { return true }
            return options.pass == .thorough || passage.positions - passage.textStart >= 2 * known.positions
        }
        let impressions = try context.text(model).firstImpressions(
            of: unknown.map { audio[$0].dropFirst(passages[$0].textStart) })
        for (index, impression) in zip(unknown, impressions) {
            let (start, candidates) = (passages[index].textStart, passages[index].request.options.languages)
            let impression = impression.restricted(to: candidates)
            passages[index].kept.impression = (impression, start, passages[index].positions - start)
        }
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
                    close(&kept, passage)
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
        if transcript.isLooping, passage.request.options.pass == .quick, !kept.hasLooped {
            // The text before this one is still the best draft.
            (kept.text, kept.hasLooped) = (memory?.ofDecided, true)
            close(&kept, passage)
        } else if transcript.isLooping {
            // What made it loop is not to be kept.
            (kept.tokens, kept.logProbabilities, kept.text) = ([], [], nil)
        } else {
            kept.hasLooped = false
            (kept.tokens, kept.text) = (transcript.tokens.isEmpty ? [] : decoding.tokens, memory)
            let known = decoding.tokens.indices.compactMap(decoding.logProbability)
            kept.logProbabilities = known.count == kept.tokens.count ? known : []
            close(&kept, passage)
        }
        state.put(kept)
    }

    private func close(_ kept: inout StreamingState.Contents, _ passage: Passage) {
        kept.close(
            at: passage.positions, loudest: passage.loudest, by: passage.request.options.pass,
            revised: model.streaming.revisedPositions)
    }
}
