/// One job for a ``Recognizer``: the audio of an utterance so far, and what is already known about it.
public struct RecognitionRequest: Sendable {
    /// What the result is for.
    public enum Kind: Sendable, Hashable {
        /// A look at an utterance that goes on: quick, without second attempts.
        case partial
        /// The text that stays: with every guard the recognizer has.
        case final
    }

    /// 16 kHz mono samples in −1…1, at most 30 s.
    public var samples: [Float]
    /// The language as an ISO 639-1 code, nil to detect it.
    public var language: String?
    /// Transcribe, or translate into English.
    public var task: RecognitionTask
    /// Tokens of text that came before, or of words to expect: see ``Recognizer/tokens(of:)``.
    public var prompt: [Int]
    /// The tokens of the words already promised to the client: the result begins with exactly these.
    public var prefix: [Int]
    /// How surely the audio is speech: the mean probability of its windows of speech, from 0 to 1.
    public var speechProbability: Float
    /// What the result is for.
    public var kind: Kind
    /// Whether ``HypothesisWord/start`` and ``HypothesisWord/end`` are needed.
    public var wordTimes: Bool
    /// What the recognizer keeps of the utterance; nil to begin anew. `samples` always begin at the utterance's start.
    public var memory: (any UtteranceMemory)?
    /// Turns true when nobody waits for the result any more. Called on the recognizing thread, as often as wished.
    public var isCancelled: @Sendable () -> Bool

    /// Creates a request.
    public init(
        samples: [Float],
        language: String? = nil,
        task: RecognitionTask = .transcribe,
        prompt: [Int] = [],
        prefix: [Int] = [],
        speechProbability: Float = 1,
        kind: Kind = .final,
        wordTimes: Bool = false,
        memory: (any UtteranceMemory)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.samples = samples
        self.language = language
        self.task = task
        self.prompt = prompt
        self.prefix = prefix
        self.speechProbability = speechProbability
        self.kind = kind
        self.wordTimes = wordTimes
        self.memory = memory
        self.isCancelled = isCancelled
    }
}
