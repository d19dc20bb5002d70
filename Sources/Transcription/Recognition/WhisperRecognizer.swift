public import Whisper

/// A Whisper model as the sessions see it.
public struct WhisperRecognizer: Recognizer {
    /// Texts less probable than this are not shown while somebody speaks: they are guesses at half a word.
    private static let lowestPartialProbability: Float = -1

    private let model: WhisperModel

    /// - Parameter model: shared with whoever else uses it.
    public init(model: WhisperModel) {
        self.model = model
    }

    /// Transcribes each request with every guard for a final, quickly for a partial.
    public func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
        requests.map { request in Result { try transcribe(request) } }
    }

    /// Nothing is kept: every request is recognized from its start.
    public func makeMemory() -> (any UtteranceMemory)? { nil }

    private func transcribe(_ request: RecognitionRequest) throws -> Hypothesis {
        do {
            return try recognizeAll(request)
        } catch let error as WhisperError where error.code == .cancelled {
            throw CancellationError()
        }
    }

    /// Recognizes the samples, and again what the model passed over, until all speech is heard.
    private func recognizeAll(_ request: RecognitionRequest) throws -> Hypothesis {
        var rest = request.samples[...]
        var options = options(for: request)
        var words: [HypothesisWord] = []
        repeat {
            let transcript = try model.transcribe(Array(rest), options: options)
            options.language = transcript.language
            options.prefix = []
            let isGuess = transcript.averageLogProbability < Self.lowestPartialProbability
            if request.kind == .partial && isGuess || transcript.text.isEmpty { break }
            words += transcript.words.map { word($0, after: rest.startIndex) }
            guard let start = UnheardSpeech.start(after: words, in: request.samples[...]), start > rest.startIndex
            else { break }
            rest = request.samples[start...]
        } while true
        return Hypothesis(words: words, language: options.language ?? "", isSilence: words.isEmpty)
    }

    private func options(for request: RecognitionRequest) -> DecodingOptions {
        DecodingOptions(
            language: request.language, task: request.task == .translate ? .translate : .transcribe,
            prompt: request.prompt.map { model.tokenizer.encode(" " + $0) } ?? [], prefix: request.prefix,
            wordTimes: request.wordTimes || request.samples.count > UnheardSpeech.tolerance,
            fallback: request.kind == .final, isCancelled: request.isCancelled)
    }

    private func word(_ word: Transcript.Word, after start: Int) -> HypothesisWord {
        HypothesisWord(
            text: word.text, tokens: word.tokens, start: start + word.start, end: start + word.end,
            probability: word.probability)
    }
}
