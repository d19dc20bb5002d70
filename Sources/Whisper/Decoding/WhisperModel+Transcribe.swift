// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension WhisperModel {
    /// Transcribes up to 30 s.
    ///
    /// A text that loops, repeats itself or is improbable is decoded again over the full window, and failing that at
    /// rising temperature, unless `options.fallback` is off.
    ///
    /// - Parameter samples: 16 kHz mono, full scale ±1, at most ``longestAudio``.
    /// - Throws: ``WhisperError``.
    public func transcribe(_ samples: [Float], options: DecodingOptions = DecodingOptions()) throws -> Transcript {
        try transcribe([TranscriptionRequest(samples: samples, options: options)])[0].get()
    }

    /// Transcribes several stretches of audio together, each as if it were alone.
    ///
    /// Of an utterance with a ``StreamingState`` only the end is encoded, and the text of the call before is verified, not
    /// decoded again.
    ///
    /// - Returns: One result a request, in their order; failures are ``WhisperError``s.
    public func transcribe(_ requests: [TranscriptionRequest]) -> [Result<Transcript, any Error>] {
        do {
            return try withContext { BatchTranscriber(model: self, context: $0).transcribe(requests) }
        } catch {
            return requests.map { _ in .failure(error) }
        }
    }

    /// The audio padded to 30 s, encoded whole.
    func encodeWindow(_ samples: [Float], _ context: WorkerContext) throws -> EncodedAudio<CPUBackend> {
        let mel = try frontEnd.logMel(
            samples, frames: 2 * dimensions.audioPositions, level: .window, on: context.backend)
        return try encode(mel, audioPositions: positions(samples.count), context)
    }

    /// A spectrogram encoded whole, without silence behind it.
    func encode(_ mel: LogMel, audioPositions: Int, _ context: WorkerContext) throws -> EncodedAudio<CPUBackend> {
        let positions = 0..<mel.frames / 2
        let memory = try AudioMemory.transient(
            positions: positions.count, dimensions: dimensions, on: context.backend)
        let input = EncoderInput<CPUBackend>(mel: mel, positions: positions, memory: memory, tail: nil)
        let (output, rows) = try context.encoder.encode([input])
        var audio = try context.decoder.prepare([input], encoded: output, rows: rows)[0]
        audio.audioPositions = audioPositions
        return audio
    }

    /// Encoder positions that audio takes, with the 12.5 ms by which the last window reaches beyond it.
    func positions(_ samples: Int) -> Int {
        let perPosition = 2 * MelFrontEnd.hop
        return min(dimensions.audioPositions, max(1, (samples + 200 + perPosition - 1) / perPosition))
    }

    /// The text and words of decoded tokens, without the context, and cut before the second round of a loop.
    func transcript(of decoding: TextDecoding, _ request: TextDecoder<CPUBackend>.Request) -> Transcript {
        let context = request.options.context?.tokens.count ?? 0
        let decoding = withoutLoop(decoding.dropFirst(context), language: request.language)
        let tokens = decoding.tokens
        let decoded = tokenizer.decode(tokens)
        let noSpeech = request.impression?.noSpeechProbability ?? decoding.noSpeechProbability
        let isSilence =
            noSpeech > Transcript.silenceProbability
            && decoding.averageLogProbability < Transcript.lowestLogProbability
        return Transcript(
            text: isSilence ? "" : decoded.trimmingSpaces(), tokens: isSilence ? [] : tokens,
            words: isSilence ? [] : words(decoding, tokens: tokens, request), language: request.language,
            languageProbabilities: request.impression?.languages ?? [:],
            averageLogProbability: decoding.averageLogProbability,
            newAverageLogProbability: decoding.newAverageLogProbability,
            hotWordBonus: bonus(of: tokens, request.options.hotWords), noSpeechProbability: noSpeech,
            compressionRatio: CompressionRatio.of(decoded.trimmingSpaces()), temperature: request.temperature,
            isLooping: decoding.loop != nil)
    }

    private func bonus(of tokens: [Int], _ hotWords: HotWordTree?) -> Float {
        guard var matcher = hotWords.map({ HotWordMatcher($0) }) else { return 0 }
        for token in tokens { matcher.take(token) }
        matcher.end()
        return max(0, matcher.settled) / Float(tokens.count + 1)
    }

    private func withoutLoop(_ decoding: TextDecoding, language: String) -> TextDecoding {
        guard let round = decoding.loop else { return decoding }
        // A loop that began in the context has nothing new.
        guard !round.isEmpty else { return decoding.cut(to: round.upperBound) }
        let words = WordSplitter(tokenizer: tokenizer).split(decoding.tokens, language: language)
        return decoding.cut(to: LoopCut.end(after: round, tokens: decoding.tokens, words: words))
    }

    private func words(
        _ decoding: TextDecoding, tokens: [Int], _ request: TextDecoder<CPUBackend>.Request
    ) -> [Transcript.Word] {
        let words = WordSplitter(tokenizer: tokenizer).split(tokens, language: request.language)
        let boundaries = boundaries(decoding, tokens: tokens.count, request)
        let perPosition = 2 * MelFrontEnd.hop
        var index = 0
        return words.map { word in
            let range = index..<index + word.tokens.count
            index = range.upperBound
            return Transcript.Word(
                text: word.text, tokens: word.tokens,
                start: boundaries[min(range.lowerBound, boundaries.count - 1)] * perPosition,
                end: boundaries[min(range.lowerBound + word.spokenTokens, boundaries.count - 1)] * perPosition,
                probability: probability(range.compactMap(decoding.logProbability)))
        }
    }

    /// The position at which each token begins, and the end of the last; zeros where no times are wanted. Behind a context the
    /// tokens share the audio that is transcribed.
    private func boundaries(
        _ decoding: TextDecoding, tokens: Int, _ request: TextDecoder<CPUBackend>.Request
    ) -> [Int] {
        let options = request.options
        guard options.wordTimes, !options.timestamps else { return [Int](repeating: 0, count: tokens + 1) }
        let (positions, first) = (request.audio.audioPositions, max(decoding.alignmentOffset, 0))
        let (isCut, start) = (decoding.loop != nil, request.textStart - request.audio.start)
        guard start > 0 else {
            return WordAligner.boundaries(
                attention: decoding.alignment, positions: positions, rows: first..<first + tokens + 1, isCut: isCut)
        }
        let attention = WordAligner.part(
            of: decoding.alignment, positions: positions, from: start, rows: first..<first + tokens + 1)
        return WordAligner.boundaries(
            attention: attention, positions: positions - start, rows: 0..<tokens + 1, isCut: isCut
        ).map { $0 + request.textStart }
    }

    private func probability(_ logProbabilities: [Float]) -> Float {
        logProbabilities.isEmpty
            ? 1 : logProbabilities.reduce(Float(0)) { $0 + exp($1) } / Float(logProbabilities.count)
    }
}
