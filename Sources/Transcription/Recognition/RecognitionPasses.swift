// SPDX-License-Identifier: Apache-2.0

internal import Whisper

/// A request on its way through the model: with what came before, without it where the text is doubtful, and again from where
/// the text stopped although the speech went on.
struct RecognitionPasses {
    private enum Step { case whole, alone, missed }

    /// Audio at the end of a partial, in seconds, whose words wait for the next one: half a word makes the decoder guess on.
    private static let openEnd = 0.2

    /// What the model is to transcribe next.
    private(set) var next: TranscriptionRequest
    /// What was recognized, once all of it is.
    private(set) var outcome: Result<Hypothesis, any Error>?

    private let request: RecognitionRequest
    private let tokenizer: Tokenizer
    private var step = Step.whole
    /// The doubtful text.
    private var first: Transcript?
    private var words: [HypothesisWord] = []
    private var language = ""
    private var languageProbabilities: [String: Float] = [:]
    private var contextUse = ContextUse.continues
    /// Where the audio of the next pass begins.
    private var start = 0

    /// - Parameter beamSize: how many texts of a final are decoded side by side.
    init(_ request: RecognitionRequest, tokenizer: Tokenizer, beamSize: Int) {
        self.request = request
        self.tokenizer = tokenizer
        let context = request.earlier.map { earlier in
            SpokenContext(tokens: earlier.tokens, end: earlier.end, textStart: request.textStart)
        }
        next = TranscriptionRequest(
            samples: request.samples,
            options: DecodingOptions(
                language: request.language, reportsLanguages: request.reportsLanguages, languages: request.languages,
                languagePrior: request.languagePrior,
                task: request.task == .translate ? .translate : .transcribe,
                prompt: request.prompt, context: context,
                prefix: request.prefix, hotWords: request.hotWords as? HotWordTree,
                pass: request.kind == .final ? .thorough : .quick,
                wordTimes: request.wordTimes || request.samples.count - request.textStart > UnheardSpeech.tolerance,
                beamSize: request.kind == .final ? beamSize : 1,
                // A doubtful text with context or a prompt is decoded without them first: once, not six times.
                fallback: request.kind == .final && request.earlier == nil && request.prompt.isEmpty,
                acceptsCutLoops: true,
                openEnd: request.kind == .partial ? Self.openEnd : 0,
                usefulWords: request.kind == .partial ? TextDoubt.mostWords(voice: request.voice) : nil,
                isCancelled: request.isCancelled),
            state: request.memory as? StreamingState)
    }

    /// Takes in what the model recognized.
    mutating func take(_ result: Result<Transcript, any Error>) {
        switch (result, step) {
        case (.failure(let error), _):
            let isCancelled = (error as? WhisperError)?.code == .cancelled
            outcome = .failure(isCancelled ? CancellationError() : error)
        case (.success(let transcript), .whole):
            languageProbabilities = transcript.languageProbabilities
            if mustBeDecodedAlone(transcript) { decodeAlone(after: transcript) } else { accept(transcript) }
        case (.success(let transcript), .alone): choose(transcript)
        case (.success(let transcript), .missed): accept(transcript)
        }
    }

    // MARK: Doubt

    private func mustBeDecodedAlone(_ transcript: Transcript) -> Bool {
        let echoes =
            !request.prompt.isEmpty
            && TextDoubt.echoes(tokenizer.decode(request.prompt), in: transcript.words.map(\.text))
        guard request.earlier != nil || !request.prompt.isEmpty else { return false }
        if let earlier = request.earlier, earlier.language != transcript.language { return true }
        return request.kind == .final
            && (echoes || isNoise(transcript) || TextDoubt.isDoubtful(transcript, voice: request.voice))
    }

    private mutating func decodeAlone(after transcript: Transcript) {
        (first, step) = (transcript, .alone)
        next.options.context = nil
        next.options.prompt = []
        next.options.fallback = request.kind == .final
        next.options.language = transcript.language
        decode(from: request.textStart)
    }

    /// The text without context, unless it is worse.
    private mutating func choose(_ alone: Transcript) {
        guard let first else { return accept(alone) }
        let isBetter =
            !TextDoubt.isDoubtful(alone, voice: request.voice) || alone.words.count > first.words.count
            || request.earlier.map { $0.language != alone.language } ?? false
        guard isBetter else {
            start = 0
            return accept(first)
        }
        if first.words.map(\.text) != alone.words.map(\.text) { contextUse = .restarts }
        accept(alone)
    }

    /// A partial can wait for surer words, however sure the voice is.
    private func isNoise(_ transcript: Transcript) -> Bool {
        NoiseGuard.isNoise(
            averageLogProbability: transcript.newAverageLogProbability,
            noSpeechProbability: transcript.noSpeechProbability,
            speechProbability: request.kind == .final ? request.speechProbability : 0)
    }

    // MARK: Words

    private mutating func accept(_ transcript: Transcript) {
        let isFinal = request.kind == .final
        let isGuess = !isFinal && TextDoubt.isUnfitToShow(transcript, voice: request.voice)
        if step != .missed {
            language = transcript.language
            if isFinal, TextDoubt.isDoubtful(transcript, voice: request.voice) { contextUse = .unfit }
        }
        let isNothing = isGuess || isNoise(transcript) || transcript.text.isEmpty
        if !isNothing { words += transcript.words.map(timed) }
        if !isNothing, let missed = missedSpeech, missed > start {
            step = .missed
            next.options.language = transcript.language
            decode(from: missed)
        } else {
            finish()
        }
    }

    /// Where speech begins that no word accounts for.
    private var missedSpeech: Int? {
        let offset = request.textStart
        let relative = words.map { $0.shifted(by: -offset) }
        return UnheardSpeech.start(after: relative, in: request.samples[offset...]).map { $0 + offset }
    }

    private mutating func decode(from position: Int) {
        start = position
        next.samples = Array(request.samples[position...])
        next.options.context = nil
        next.options.prefix = []
        next.state = nil
    }

    private mutating func finish() {
        // What ends a sentence before, where that was left out of the context.
        if request.earlier != nil { words.removeFirst(words.prefix { $0.isStop }.count) }
        if let first = words.first, first.start <= request.textStart {
            words[0].start = WordOnset.position(of: first, in: request.samples)
        }
        outcome = .success(
            Hypothesis(
                words: words, language: language, languageProbabilities: languageProbabilities,
                isSilence: words.isEmpty, contextUse: contextUse))
    }

    private func timed(_ word: Transcript.Word) -> HypothesisWord {
        HypothesisWord(
            text: word.text, tokens: word.tokens, start: start + word.start, end: start + word.end,
            probability: word.probability)
    }
}
