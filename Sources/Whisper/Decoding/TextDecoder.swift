#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Decodes text from encoded audio, token by token.
struct TextDecoder<B: Backend> {
    let decoder: Decoder<B>
    let tokenizer: Tokenizer
    let dimensions: ModelDimensions
    /// With and without timestamps.
    let rules: (timed: TokenRules, untimed: TokenRules)

    /// The longest text: half of the decoder's positions, as in openai-whisper.
    private var longestText: Int { dimensions.textPositions / 2 }

    /// The language whose token the model finds likeliest at the start of a transcript.
    func detectLanguage(_ audio: EncodedAudio<B.Storage>) throws -> String {
        guard dimensions.isMultilingual else { return "en" }
        let state = DecoderState(dimensions: dimensions, backend: decoder.backend)
        let input = Decoder<B>.Input(tokens: [tokenizer.startOfTranscript], state: state, audio: audio)
        let logits = try decoder.forward([input], logits: .last)[0].logits[0]
        return languageProbabilities(logits).max { $0.probability < $1.probability }?.language ?? "en"
    }

    /// The probability of every language, from the logits after the start of a transcript.
    func languageProbabilities(_ logits: [Float]) -> [(language: String, probability: Float)] {
        let scores = tokenizer.languages.compactMap { language in
            tokenizer.token(forLanguage: language).map { (language, logits[$0]) }
        }
        let peak = scores.map(\.1).max() ?? 0
        let total = scores.reduce(Float(0)) { $0 + exp($1.1 - peak) }
        return scores.map { ($0.0, exp($0.1 - peak) / total) }
    }

    /// Decodes to the end of the text, a loop, or the longest text.
    ///
    /// - Throws: ``WhisperError`` when cancelled or when the logits are not finite.
    func decode(
        _ audio: EncodedAudio<B.Storage>, language: String, options: DecodingOptions, temperature: Float
    ) throws -> TextDecoding {
        let state = DecoderState(dimensions: dimensions, backend: decoder.backend)
        let prefix = Array(options.prefix.prefix(longestText - 1))
        let opening = try openingTokens(language: language, options: options)
        let noSpeech = try forward(
            context(options.prompt) + [tokenizer.startOfTranscript], state, audio, aligning: false)
        var logits = noSpeech.logits[0]
        var result = TextDecoding(
            tokens: prefix, logProbabilities: [], noSpeechProbability: probability(tokenizer.noSpeech, in: logits),
            alignment: [], alignmentOffset: opening.count - 1)
        if !(opening + prefix).isEmpty {
            let output = try forward(opening + prefix, state, audio, aligning: options.wordTimes)
            logits = output.logits[0]
            result.alignment = output.alignment
        }
        try continueText(&result, logits, state, audio, options: options, temperature: temperature)
        return result
    }

    private func continueText(
        _ result: inout TextDecoding, _ first: [Float], _ state: DecoderState<B>, _ audio: EncodedAudio<B.Storage>,
        options: DecodingOptions, temperature: Float
    ) throws {
        let rules = options.timestamps ? self.rules.timed : self.rules.untimed
        var chooser = TokenChooser(temperature: temperature)
        var logits = first
        while result.tokens.count < longestText, state.count < state.capacity {
            rules.apply(to: &logits, after: result.tokens)
            guard let choice = chooser.choose(from: logits) else {
                throw WhisperError(.notFinite, "the model gave no finite logits for this audio")
            }
            result.logProbabilities.append(choice.logProbability)
            if choice.token == tokenizer.endOfText { return }
            result.tokens.append(choice.token)
            if let loop = RepetitionGuard.loopStart(in: result.tokens) {
                result.loopStart = loop
                return
            }
            if options.isCancelled() { throw WhisperError(.cancelled, "the work was cancelled") }
            let output = try forward([choice.token], state, audio, aligning: options.wordTimes)
            logits = output.logits[0]
            for (head, rows) in output.alignment.enumerated() { result.alignment[head] += rows }
        }
    }

    private func forward(
        _ tokens: [Int], _ state: DecoderState<B>, _ audio: EncodedAudio<B.Storage>, aligning: Bool
    ) throws -> Decoder<B>.Output {
        try decoder.forward(
            [Decoder<B>.Input(tokens: tokens, state: state, audio: audio)], logits: .last, aligning: aligning)[0]
    }

    /// Earlier text, cut to the room that Whisper gives it.
    private func context(_ prompt: [Int]) -> [Int] {
        prompt.isEmpty ? [] : [tokenizer.startOfPrevious] + prompt.suffix(dimensions.textPositions / 2 - 1)
    }

    /// What follows the start of a transcript: language and task, and whether times are wanted.
    private func openingTokens(language: String, options: DecodingOptions) throws -> [Int] {
        var tokens: [Int] = []
        if dimensions.isMultilingual {
            guard let token = tokenizer.token(forLanguage: language) else {
                throw WhisperError(
                    .unknownLanguage, "the model does not know the language '\(language)'",
                    remedy: "Use one of: \(tokenizer.languages.joined(separator: " ")).")
            }
            tokens = [token, options.task == .translate ? tokenizer.translate : tokenizer.transcribe]
        } else if language != "en" {
            throw WhisperError(
                .unknownLanguage, "this model knows English only, not '\(language)'",
                remedy: "Use a model without .en in its name.")
        }
        return options.timestamps ? tokens : tokens + [tokenizer.noTimestamps]
    }

    private func probability(_ token: Int, in logits: [Float]) -> Float {
        let peak = logits.max() ?? 0
        return exp(logits[token] - peak) / logits.reduce(Float(0)) { $0 + exp($1 - peak) }
    }
}
