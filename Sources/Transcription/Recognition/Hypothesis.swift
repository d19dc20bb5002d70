// SPDX-License-Identifier: Apache-2.0

/// What a recognizer recognized in one request.
public struct Hypothesis: Sendable, Hashable {
    /// The words in the order they were said.
    public var words: [HypothesisWord]
    /// The language as an ISO 639-1 code, given or detected.
    public var language: String
    /// The probability of each language, 0…1, where the recognizer detected it.
    public var languageProbabilities: [String: Float]
    /// Whether the recognizer takes the audio for silence or noise; its words, if any, are then not used.
    public var isSilence: Bool
    /// What the words may be context for.
    public var contextUse: ContextUse

    /// Creates a hypothesis.
    public init(
        words: [HypothesisWord], language: String, languageProbabilities: [String: Float] = [:],
        isSilence: Bool = false, contextUse: ContextUse = .continues
    ) {
        self.words = words
        self.language = language
        self.languageProbabilities = languageProbabilities
        self.isSilence = isSilence
        self.contextUse = contextUse
    }
}

/// What a final text may be context for.
public enum ContextUse: Sendable, Hashable {
    /// It continues the earlier speech, and what follows may continue both.
    case continues
    /// The earlier speech misled the recognizer; what follows may continue this text alone.
    case restarts
    /// The text is doubtful: what follows has to begin again.
    case unfit
}
