// SPDX-License-Identifier: Apache-2.0

/// How one stretch of audio is decoded.
public struct DecodingOptions: Sendable {
    /// What the text is to be.
    public enum Task: String, Sendable, CaseIterable {
        /// Text in the language spoken.
        case transcribe
        /// English text.
        case translate
    }

    /// What the encoder sees.
    public enum Window: Sendable {
        /// The audio alone, attending to cached silence: the cost follows the length of the audio.
        case trimmed
        /// The audio padded to 30 s and encoded whole, as Whisper was trained.
        case full
    }

    /// How much a pass with a ``StreamingState`` encodes again.
    public enum Pass: Sendable {
        /// The newest audio, from where the last pass ended: for a look at speech that goes on.
        case quick
        /// All audio that no final text has settled, attending to the whole window position by position. What quick passes
        /// encoded in between is discarded, so the result does not depend on them.
        case thorough
    }

    /// The most tokens of a prompt that a model uses: half of its 448 positions, less the one that announces them.
    public static let longestPrompt = 223

    /// A code such as `en`; nil: the model detects it. English-only models take `en` or nil.
    public var language: String?
    /// Whether a thorough pass reports ``Transcript/languageProbabilities`` where the language is given, too.
    public var reportsLanguages: Bool
    /// Where the model detects the language: those that it may be; none for all.
    public var languages: [String]
    /// Where the model detects the language: the logarithm of how likely languages are beforehand, 0 for those left out.
    public var languagePrior: [String: Float]
    /// What the text is to be.
    public var task: Task
    /// Text tokens of what was said before, for context; the last ``longestPrompt`` are used.
    public var prompt: [Int]
    /// Speech at the beginning of the audio whose text is known and not part of the result.
    public var context: SpokenContext?
    /// Text tokens that the transcript begins with, already agreed upon.
    public var prefix: [Int]
    /// Phrases to expect.
    public var hotWords: HotWordTree?
    /// How much is encoded again where a state is given.
    public var pass: Pass
    /// What the encoder sees.
    public var window: Window
    /// Whether the model writes timestamps between its segments.
    public var timestamps: Bool
    /// Whether words get times, from cross-attention.
    public var wordTimes: Bool
    /// How many texts are decoded side by side if the greedy text is unsure; the likeliest counts. 1: greedy decoding only.
    /// At temperature 0.
    public var beamSize: Int
    /// Whether a looping or improbable text is decoded again, over the full window and then at rising temperature.
    public var fallback: Bool
    /// Whether a text that loops will do as far as it goes before its second round: for those who listen again to what lies
    /// behind its last word.
    public var acceptsCutLoops: Bool
    /// Audio at the end, in seconds, whose words are left to a later pass: the text ends where the decoder attends to it
    /// (AlignAtt, Papi et al. 2023). 0: no words are left. Needs ``wordTimes``.
    public var openEnd: Double
    /// The most words of a text that is of use. One that has more, or says the same twice, ends there as a loop.
    public var usefulWords: Int?
    /// Asked between tokens, and between layers of the encoder; true ends the work with ``WhisperError/Code/cancelled``.
    public var isCancelled: @Sendable () -> Bool

    /// Options with the defaults of live transcription.
    public init(
        language: String? = nil, reportsLanguages: Bool = false, languages: [String] = [],
        languagePrior: [String: Float] = [:],
        task: Task = .transcribe, prompt: [Int] = [],
        context: SpokenContext? = nil, prefix: [Int] = [], hotWords: HotWordTree? = nil, pass: Pass = .quick,
        window: Window = .trimmed,
        timestamps: Bool = false, wordTimes: Bool = false, beamSize: Int = 1, fallback: Bool = true,
        acceptsCutLoops: Bool = false, openEnd: Double = 0, usefulWords: Int? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.language = language
        self.reportsLanguages = reportsLanguages
        self.languages = languages
        self.languagePrior = languagePrior
        self.task = task
        self.prompt = prompt
        self.context = context
        self.prefix = prefix
        self.hotWords = hotWords
        self.pass = pass
        self.window = window
        self.timestamps = timestamps
        self.wordTimes = wordTimes
        self.beamSize = beamSize
        self.fallback = fallback
        self.acceptsCutLoops = acceptsCutLoops
        self.openEnd = openEnd
        self.usefulWords = usefulWords
        self.isCancelled = isCancelled
    }

    /// The tokens that are decided: those of the context, and the prefix.
    var opening: [Int] { (context?.tokens ?? []) + prefix }
}
