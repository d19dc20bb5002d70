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
        let memory = AudioMemory.transient(
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

    /// The text and words of decoded tokens, cut before the second round of a loop.
    func transcript(of decoding: TextDecoding, _ request: TextDecoder<CPUBackend>.Request) -> Transcript {
        let decoding = withoutLoop(decoding, language: request.language)
        let tokens = decoding.tokens
        let decoded = tokenizer.decode(tokens)
        let isSilence =
            decoding.noSpeechProbability > Transcript.silenceProbability
            && decoding.averageLogProbability < Transcript.lowestLogProbability
        return Transcript(
            text: isSilence ? "" : decoded.trimmingSpaces(), tokens: isSilence ? [] : tokens,
            words: isSilence ? [] : words(decoding, tokens: tokens, request), language: request.language,
            averageLogProbability: decoding.averageLogProbability,
            newAverageLogProbability: decoding.newAverageLogProbability,
            noSpeechProbability: decoding.noSpeechProbability,
            compressionRatio: CompressionRatio.of(decoded.trimmingSpaces()), temperature: request.temperature,
            isLooping: decoding.loop != nil)
    }

    private func withoutLoop(_ decoding: TextDecoding, language: String) -> TextDecoding {
        guard let round = decoding.loop else { return decoding }
        let words = WordSplitter(tokenizer: tokenizer).split(decoding.tokens, language: language)
        return decoding.cut(to: LoopCut.end(after: round, tokens: decoding.tokens, words: words))
    }

    private func words(
        _ decoding: TextDecoding, tokens: [Int], _ request: TextDecoder<CPUBackend>.Request
    ) -> [Transcript.Word] {
        let (audio, options) = (request.audio, request.options)
        let words = WordSplitter(tokenizer: tokenizer).split(tokens, language: request.language)
        let first = max(decoding.alignmentOffset, 0)
        let boundaries =
            options.wordTimes && !options.timestamps
            ? WordAligner.boundaries(
                attention: decoding.alignment, positions: audio.audioPositions, rows: first..<first + tokens.count + 1,
                isCut: decoding.loop != nil)
            : [Int](repeating: 0, count: tokens.count + 1)
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

    private func probability(_ logProbabilities: [Float]) -> Float {
        logProbabilities.isEmpty
            ? 1 : logProbabilities.reduce(Float(0)) { $0 + exp($1) } / Float(logProbabilities.count)
    }
}
