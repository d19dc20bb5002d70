// SPDX-License-Identifier: Apache-2.0

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
    /// What was said at the beginning of the samples, if anything was.
    public var earlier: EarlierSpeech?
    /// The first sample of the utterance that is to be recognized: 0 without earlier speech.
    public var textStart: Int
    /// The language as an ISO 639-1 code, nil to detect it.
    public var language: String?
    /// Whether a final reports ``Hypothesis/languageProbabilities`` where the language is given, too.
    public var reportsLanguages: Bool
    /// The languages that it may be where it is detected; none for all that the recognizer knows.
    public var languages: [String]
    /// The logarithm of how likely languages are by what was said before; 0 for those left out.
    public var languagePrior: [String: Float]
    /// Transcribe, or translate into English.
    public var task: RecognitionTask
    /// Tokens of text that came before, or of words to expect: see ``Recognizer/tokens(of:)``.
    public var prompt: [Int]
    /// The tokens of the words already promised to the client: the result begins with exactly these.
    public var prefix: [Int]
    /// Phrases to expect: see ``Recognizer/prepare(_:)``.
    public var hotWords: (any PreparedHotWords)?
    /// Samples of the utterance with speech.
    public var voice: Int
    /// How surely the audio is speech: the mean probability of its windows of speech, from 0 to 1.
    public var speechProbability: Float
    /// What the result is for.
    public var kind: Kind
    /// Whether ``HypothesisWord/start`` and ``HypothesisWord/end`` are needed.
    public var wordTimes: Bool
    /// What the recognizer keeps from request to request; nil to begin again. The `samples` of all its requests begin with the
    /// same sample.
    public var memory: (any UtteranceMemory)?
    /// Turns true when no one waits for the result any longer. Called on the recognizing thread, as often as wished.
    public var isCancelled: @Sendable () -> Bool

    /// Creates a request.
    public init(
        samples: [Float],
        earlier: EarlierSpeech? = nil,
        textStart: Int = 0,
        language: String? = nil,
        reportsLanguages: Bool = false,
        languages: [String] = [],
        languagePrior: [String: Float] = [:],
        task: RecognitionTask = .transcribe,
        prompt: [Int] = [],
        prefix: [Int] = [],
        hotWords: (any PreparedHotWords)? = nil,
        voice: Int = 0,
        speechProbability: Float = 1,
        kind: Kind = .final,
        wordTimes: Bool = false,
        memory: (any UtteranceMemory)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.samples = samples
        self.earlier = earlier
        self.textStart = textStart
        self.language = language
        self.reportsLanguages = reportsLanguages
        self.languages = languages
        self.languagePrior = languagePrior
        self.task = task
        self.prompt = prompt
        self.prefix = prefix
        self.hotWords = hotWords
        self.voice = voice
        self.speechProbability = speechProbability
        self.kind = kind
        self.wordTimes = wordTimes
        self.memory = memory
        self.isCancelled = isCancelled
    }
}
