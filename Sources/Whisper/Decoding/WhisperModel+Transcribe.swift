#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension WhisperModel {
    /// Above it a text repeats itself.
    private static let highestCompressionRatio: Float = 2.4
    /// Below it a text is improbable.
    private static let lowestLogProbability: Float = -1
    /// Above it, together with an improbable text, nobody speaks.
    private static let silenceProbability: Float = 0.6
    private static let fallbackTemperatures: [Float] = [0.2, 0.4, 0.6, 0.8, 1]

    /// Transcribes up to 30 s.
    ///
    /// A text that loops, repeats itself or is improbable is decoded again over the full window, and failing that at
    /// rising temperature, unless `options.fallback` is off.
    ///
    /// - Parameter samples: 16 kHz mono, full scale ±1, at most ``longestAudio``.
    /// - Throws: ``WhisperError``.
    public func transcribe(_ samples: [Float], options: DecodingOptions = DecodingOptions()) throws -> Transcript {
        guard samples.count <= Self.longestAudio else {
            throw WhisperError(.audioTooLong, "\(samples.count) samples are more than one window of 30 s")
        }
        return try withContext { context in
            let text = TextDecoder(
                decoder: context.decoder, tokenizer: tokenizer, dimensions: dimensions, rules: rules)
            var audio = try encode(samples, window: options.window, context)
            let language = try options.language ?? text.detectLanguage(audio)
            var best = try attempt(text, audio, language, options, temperature: 0)
            guard options.fallback, needsFallback(best) else { return best }
            if options.window == .trimmed {
                audio = try encode(samples, window: .full, context)
                best = try attempt(text, audio, language, options, temperature: 0)
            }
            for temperature in Self.fallbackTemperatures where needsFallback(best) {
                best = try attempt(text, audio, language, options, temperature: temperature)
            }
            return best
        }
    }

    /// Mel spectrogram, encoder, and the decoder's keys and values of the audio.
    func encode(
        _ samples: [Float], window: DecodingOptions.Window, _ context: WorkerContext
    ) throws -> EncodedAudio<CPUStorage> {
        let tail = window == .trimmed ? silence : nil
        let mel = try logMel(samples, window: window, context)
        let (output, rows) = try context.encoder.encode([mel], tail: tail)
        var audio = try context.decoder.prepare(output.rows(rows[0]), tail: tail)
        audio.audioPositions = min(audio.audioPositions, positions(samples.count))
        return audio
    }

    func logMel(_ samples: [Float], window: DecodingOptions.Window, _ context: WorkerContext) throws -> LogMel {
        switch window {
        case .full:
            try frontEnd.logMel(samples, frames: 2 * dimensions.audioPositions, level: .window, on: context.backend)
        case .trimmed:
            try frontEnd.logMel(samples, frames: 2 * positions(samples.count), level: .fixed, on: context.backend)
        }
    }

    /// Encoder positions that audio takes, with the 12.5 ms by which the last window reaches beyond it.
    private func positions(_ samples: Int) -> Int {
        let perPosition = 2 * MelFrontEnd.hop
        return min(dimensions.audioPositions, max(1, (samples + 200 + perPosition - 1) / perPosition))
    }

    private func needsFallback(_ transcript: Transcript) -> Bool {
        if transcript.isLooping || transcript.compressionRatio > Self.highestCompressionRatio { return true }
        return transcript.averageLogProbability < Self.lowestLogProbability
            && transcript.noSpeechProbability <= Self.silenceProbability
    }

    private func attempt(
        _ text: TextDecoder<CPUBackend>, _ audio: EncodedAudio<CPUStorage>, _ language: String,
        _ options: DecodingOptions, temperature: Float
    ) throws -> Transcript {
        let decoding = try text.decode(audio, language: language, options: options, temperature: temperature)
        let tokens = decoding.loopStart.map { Array(decoding.tokens[..<$0]) } ?? decoding.tokens
        let decoded = tokenizer.decode(tokens)
        let isSilence =
            decoding.noSpeechProbability > Self.silenceProbability
            && decoding.averageLogProbability < Self.lowestLogProbability
        return Transcript(
            text: isSilence ? "" : decoded.trimmingSpaces(), tokens: isSilence ? [] : tokens,
            words: isSilence ? [] : words(decoding, tokens: tokens, audio, language, options), language: language,
            averageLogProbability: decoding.averageLogProbability, noSpeechProbability: decoding.noSpeechProbability,
            compressionRatio: CompressionRatio.of(decoded.trimmingSpaces()), temperature: temperature,
            isLooping: decoding.loopStart != nil)
    }

    private func words(
        _ decoding: TextDecoding, tokens: [Int], _ audio: EncodedAudio<CPUStorage>, _ language: String,
        _ options: DecodingOptions
    ) -> [Transcript.Word] {
        let words = WordSplitter(tokenizer: tokenizer).split(tokens, language: language)
        let forced = decoding.tokens.count - decoding.logProbabilities.count
        let first = max(decoding.alignmentOffset, 0)
        let boundaries =
            options.wordTimes && !options.timestamps
            ? WordAligner.boundaries(
                attention: decoding.alignment, positions: audio.audioPositions, rows: first..<first + tokens.count + 1)
            : [Int](repeating: 0, count: tokens.count + 1)
        let perPosition = 2 * MelFrontEnd.hop
        var index = 0
        return words.map { word in
            let range = index..<index + word.tokens.count
            index = range.upperBound
            let known = range.compactMap { token in
                let at = token - max(forced, 0)
                return decoding.logProbabilities.indices.contains(at) ? decoding.logProbabilities[at] : nil
            }
            return Transcript.Word(
                text: word.text, tokens: word.tokens,
                start: boundaries[min(range.lowerBound, boundaries.count - 1)] * perPosition,
                end: boundaries[min(range.lowerBound + word.spokenTokens, boundaries.count - 1)] * perPosition,
                probability: probability(known))
        }
    }

    private func probability(_ logProbabilities: [Float]) -> Float {
        logProbabilities.isEmpty
            ? 1 : logProbabilities.reduce(Float(0)) { $0 + exp($1) } / Float(logProbabilities.count)
    }
}
