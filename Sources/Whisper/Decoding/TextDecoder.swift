// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Decodes texts from encoded audio, token by token, the sequences of a batch in step.
struct TextDecoder<B: Backend> {
    /// One text to decode.
    struct Request {
        var audio: EncodedAudio<B>
        /// The position from which on the audio is transcribed.
        var textStart = 0
        var language: String
        var options: DecodingOptions
        /// Tokens that may follow the prefix, to be verified.
        var draft: [Int] = []
        var temperature: Float = 0
        /// Of the prefix's tokens, as earlier passes found them; empty where they are not known.
        var prefixLogProbabilities: [Float] = []
        /// What the model says of the audio that is transcribed by itself, where it was asked.
        var impression: FirstImpression?
        /// What an earlier pass left of a text that begins with the same tokens.
        var memory: TextMemory<B.Storage>?
        /// Whether the result is to have memory of its text.
        var isRemembered = false
    }

    /// A text on its way.
    private struct Lane {
        let opening: [Int]
        let state: DecoderState<B>
        /// How many tokens attended to every position of the audio.
        let exact: Int
        /// How many tokens were remembered.
        let remembered: Int
        var sequence: TextSequence
        /// The search for a likelier text, should this one not be sure.
        let search: BeamSearch<B>.Request?
        let decided: ([Int]) -> TextSequence
    }

    /// A text whose tokens have this log-probability in the mean is not searched for a likelier one: a search there costs more
    /// time than all else, and changes next to nothing (docs/accuracy.md).
    private static var sureLogProbability: Float { -0.3 }

    let decoder: Decoder<B>
    let states: DecoderStates<B>
    let tokenizer: Tokenizer
    let dimensions: ModelDimensions
    /// With and without timestamps.
    let rules: (timed: TokenRules, untimed: TokenRules)

    /// The longest text: half of the decoder's positions, as in openai-whisper.
    private var longestText: Int { dimensions.textPositions / 2 }

    /// What the model says of stretches of audio before it writes a word.
    func firstImpressions(of batch: [EncodedAudio<B>]) throws -> [FirstImpression] {
        guard !batch.isEmpty else { return [] }
        let inputs = try batch.map { audio in
            Decoder<B>.Input(
                tokens: [tokenizer.startOfTranscript], state: try states.take(), audio: audio, logitRows: [0])
        }
        defer { for input in inputs { states.giveBack(input.state) } }
        return try decoder.forward(inputs).map { output in
            FirstImpression(
                noSpeechProbability: TokenChooser.probability(of: tokenizer.noSpeech, in: output.logits[0]),
                languages: dimensions.isMultilingual ? languageProbabilities(output.logits[0]) : ["en": 1])
        }
    }

    /// The probability of every language, from the logits after the start of a transcript.
    func languageProbabilities(_ logits: [Float]) -> [String: Float] {
        let scores = tokenizer.languages.compactMap { language in
            tokenizer.token(forLanguage: language).map { (language, logits[$0]) }
        }
        let peak = scores.map(\.1).max() ?? 0
        let total = scores.reduce(Float(0)) { $0 + exp($1.1 - peak) }
        return Dictionary(uniqueKeysWithValues: scores.map { ($0.0, exp($0.1 - peak) / total) })
    }

    /// Decodes every text to its end, a loop, or the longest text.
    ///
    /// - Returns: One result a request, in their order. A failure is a ``WhisperError``: the text was cancelled, its
    ///   language is unknown, or its logits were not finite.
    /// - Throws: If the backend fails, for all of them.
    func decode(_ batch: [Request]) throws -> [Result<TextDecoding, any Error>] {
        try decodeRemembering(batch).map { $0.map(\.text) }
    }

    /// As ``decode(_:)``, with the memory of the texts that are to be remembered.
    func decodeRemembering(
        _ batch: [Request]
    ) throws -> [Result<(text: TextDecoding, memory: TextMemory<B.Storage>?), any Error>] {
        var lanes = batch.map { request in Result { try lane(for: request) } }
        try decode(batch, &lanes)
        try searchWhereUnsure(&lanes)
        try decode(batch, &lanes)
        return zip(batch, lanes).map { request, lane in lane.map { result(of: request, $0) } }
    }

    /// Decodes every text to its end.
    private func decode(_ batch: [Request], _ lanes: inout [Result<Lane, any Error>]) throws {
        while true {
            for (index, request) in batch.enumerated() where request.options.isCancelled() {
                guard let lane = try? lanes[index].get(), !lane.sequence.isOver else { continue }
                lanes[index] = .failure(WhisperError.cancelled)
            }
            let active = lanes.indices.filter { (try? !lanes[$0].get().sequence.isOver) ?? false }
            guard !active.isEmpty else { break }
            let inputs = try active.map { index in
                let lane = try lanes[index].get()
                return Decoder<B>.Input(
                    tokens: lane.sequence.pending, state: lane.state, audio: batch[index].audio,
                    logitRows: lane.sequence.logitRows)
            }
            let outputs = try decoder.forward(inputs, aligning: active.contains { batch[$0].options.wordTimes })
            for (index, output) in zip(active, outputs) {
                lanes[index] = Result {
                    var lane = try lanes[index].get()
                    let forgotten = try lane.sequence.take(output.logits, alignment: output.alignment)
                    lane.state.truncate(to: lane.state.count - forgotten)
                    return lane
                }
            }
        }
    }

    /// The request with only the audio from `position` on attended to position by position, if the text before was computed with
    /// all of it: then a later pass need not compute that again.
    func focused(_ request: Request, from position: Int, step: Int) -> Request {
        guard let memory = request.memory, let (opening, _) = try? opening(of: request) else { return request }
        let spoken = request.options.context?.tokens.count ?? 0
        let decided = opening.context.count + opening.start.count + spoken - 1
        guard memory.exact >= decided, memory.tokens.starts(with: opening.tokens.prefix(decided)) else {
            return request
        }
        var request = request
        request.audio = request.audio.focused(from: position, step: step)
        return request
    }

    /// What is fixed before the text, and the most tokens of it.
    private func opening(of request: Request) throws -> (TextSequence.Opening, longest: Int) {
        let options = request.options
        let spoken = options.context?.tokens.count ?? 0
        let context = context(options.prompt, room: longestText - 1 - spoken)
        let start =
            try [tokenizer.startOfTranscript] + openingTokens(language: request.language, options: options)
        let longest = min(longestText + spoken, dimensions.textPositions - context.count - start.count)
        let opening = TextSequence.Opening(
            context: context, start: start, prefix: Array(options.opening.prefix(longest - 1)),
            prefixLogProbabilities: Array(request.prefixLogProbabilities.prefix(longest - 1)))
        return (opening, longest)
    }

    private func lane(for request: Request) throws -> Lane {
        let options = request.options
        let (opening, longest) = try opening(of: request)
        let before = opening.context.count
        let isExact = request.audio.earlier.isEmpty
        let remembered =
            request.memory?.count(
                sharedWith: opening.tokens, text: before + opening.start.count, aligning: options.wordTimes,
                exactly: isExact) ?? 0
        let alignment = request.memory.map { memory in
            memory.alignment(rows: max(0, remembered - before), positions: request.audio.positions)
        }
        let rules = options.timestamps ? rules.timed : rules.untimed
        func sequence(_ draft: [Int], isDecided: Bool) -> TextSequence {
            TextSequence(
                opening: opening, draft: draft, isDecided: isDecided,
                memory: (remembered, options.wordTimes && remembered > 0 ? alignment ?? [] : []),
                temperature: request.temperature, rules: rules, tokenizer: tokenizer, longestText: longest,
                hotWords: options.hotWords, openEnd: Int(options.openEnd * 50),
                useful: options.usefulWords.map { (options.context?.tokens.count ?? 0, $0) })
        }
        let searches = options.beamSize > 1 && request.temperature == 0
        let search = BeamSearch<B>.Request(
            audio: request.audio, opening: opening.tokens, prefix: opening.prefix,
            memory: remembered > 0 ? request.memory.map { ($0, remembered) } : nil, rules: rules,
            texts: BeamTexts(
                size: options.beamSize, endOfText: tokenizer.endOfText, longest: longest - opening.prefix.count,
                matcher: options.hotWords.map { HotWordMatcher($0, after: opening.prefix) }),
            isCancelled: options.isCancelled)
        return Lane(
            opening: opening.context + opening.start, state: try state(for: request, remembered: remembered),
            exact: isExact ? .max : min(remembered, request.memory?.exact ?? 0), remembered: remembered,
            sequence: sequence(request.draft, isDecided: false), search: searches ? search : nil,
            decided: { sequence($0, isDecided: true) })
    }

    /// Searches for likelier texts in the place of those that are not sure, or in which a hot word took the place of a likelier one.
    /// What is found is computed as a draft that is not verified.
    private func searchWhereUnsure(_ lanes: inout [Result<Lane, any Error>]) throws {
        let places = lanes.indices.filter { place in
            guard let lane = try? lanes[place].get(), lane.search != nil else { return false }
            return lane.sequence.hasPreferredHotWord || !isSure(lane.sequence.result)
        }
        guard !places.isEmpty else { return }
        let requests = try places.compactMap { try lanes[$0].get().search }
        let found = try BeamSearch(decoder: decoder, states: states).search(requests)
        for (place, tokens) in zip(places, found) {
            guard let tokens else { continue }
            lanes[place] = lanes[place].map { lane in
                let text = lane.sequence.result
                if text.tokens.dropFirst(text.prefixCount) == tokens[...] { return lane }
                var lane = lane
                lane.state.truncate(to: lane.remembered)
                lane.sequence = lane.decided(tokens)
                return lane
            }
        }
    }

    /// Whether a search would hardly find a better text.
    private func isSure(_ text: TextDecoding) -> Bool {
        text.loop == nil && text.newAverageLogProbability >= Self.sureLogProbability
    }

    private func state(for request: Request, remembered: Int) throws -> DecoderState<B> {
        guard let memory = request.memory, remembered > 0 else { return try states.take() }
        return DecoderState(
            memory: memory, count: remembered, dimensions: dimensions, backend: decoder.backend)
    }

    /// The text, and its memory if it is to be remembered; a state that nobody keeps serves the next text.
    private func result(
        of request: Request, _ lane: Lane
    ) -> (text: TextDecoding, memory: TextMemory<B.Storage>?) {
        let text = lane.sequence.result
        guard request.isRemembered else {
            states.giveBack(lane.state)
            return (text, nil)
        }
        let tokens = Array((lane.opening + text.tokens).prefix(lane.state.count))
        let memory = TextMemory(
            tokens: tokens, keyValues: lane.state.keyValues,
            alignment: request.options.wordTimes ? text.alignment : [], positions: request.audio.positions,
            exact: min(tokens.count, lane.exact), decided: lane.opening.count + text.prefixCount)
        return (text, memory)
    }

    /// Earlier text, cut to the room that Whisper gives it, less what is said in the audio itself.
    private func context(_ prompt: [Int], room: Int) -> [Int] {
        prompt.isEmpty || room <= 0 ? [] : [tokenizer.startOfPrevious] + prompt.suffix(room)
    }

    /// What follows the start of a transcript: language and task, and whether times are wanted.
    private func openingTokens(language: String, options: DecodingOptions) throws -> [Int] {
        var tokens: [Int] = []
        if dimensions.isMultilingual {
            guard let token = tokenizer.token(forLanguage: language) else {
                throw WhisperError(
                    .unknownLanguage, "the model does not support the language '\(language)'",
                    remedy: "Use one of: \(tokenizer.languages.joined(separator: " "))")
            }
            tokens = [token, options.task == .translate ? tokenizer.translate : tokenizer.transcribe]
        } else if language != "en" {
            throw WhisperError(
                .unknownLanguage, "this model supports English only, not '\(language)'",
                remedy: "Use a model without .en in its name")
        }
        return options.timestamps ? tokens : tokens + [tokenizer.noTimestamps]
    }
}
