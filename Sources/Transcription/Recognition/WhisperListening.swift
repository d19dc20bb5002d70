internal import Whisper

/// A request on its way through the model: once, and again from where it stopped although the speech went on.
struct WhisperListening {
    /// Texts less probable than this are not shown while somebody speaks: they are guesses at half a word.
    private static let lowestPartialProbability: Float = -1

    /// What the model is to transcribe next.
    private(set) var next: TranscriptionRequest
    /// What was heard, once all of it is.
    private(set) var outcome: Result<Hypothesis, any Error>?

    private let request: RecognitionRequest
    private var words: [HypothesisWord] = []
    private var start = 0

    init(_ request: RecognitionRequest) {
        self.request = request
        next = TranscriptionRequest(
            samples: request.samples,
            options: DecodingOptions(
                language: request.language, task: request.task == .translate ? .translate : .transcribe,
                prompt: request.prompt, prefix: request.prefix,
                wordTimes: request.wordTimes || request.samples.count > UnheardSpeech.tolerance,
                fallback: request.kind == .final, acceptsCutLoops: true, isCancelled: request.isCancelled),
            state: request.memory as? StreamingState)
    }

    /// Takes in what the model heard.
    mutating func take(_ result: Result<Transcript, any Error>) {
        switch result {
        case .failure(let error):
            let isCancelled = (error as? WhisperError)?.code == .cancelled
            outcome = .failure(isCancelled ? CancellationError() : error)
        case .success(let transcript):
            let isGuess = transcript.newAverageLogProbability < Self.lowestPartialProbability
            // A partial can wait for surer words, however sure the voice is.
            let isNoise = NoiseGuard.isNoise(
                averageLogProbability: transcript.newAverageLogProbability,
                noSpeechProbability: transcript.noSpeechProbability,
                speechProbability: request.kind == .partial ? 0 : request.speechProbability)
            let isNothing = request.kind == .partial && isGuess || isNoise || transcript.text.isEmpty
            if !isNothing { words += transcript.words.map(timed) }
            if !isNothing, let unheard = UnheardSpeech.start(after: words, in: request.samples[...]), unheard > start {
                listen(from: unheard, language: transcript.language)
            } else {
                outcome = .success(
                    Hypothesis(words: words, language: transcript.language, isSilence: words.isEmpty))
            }
        }
    }

    private mutating func listen(from position: Int, language: String) {
        start = position
        next.samples = Array(request.samples[position...])
        next.options.language = language
        next.options.prefix = []
        next.state = nil
    }

    private func timed(_ word: Transcript.Word) -> HypothesisWord {
        HypothesisWord(
            text: word.text, tokens: word.tokens, start: start + word.start, end: start + word.end,
            probability: word.probability)
    }
}
