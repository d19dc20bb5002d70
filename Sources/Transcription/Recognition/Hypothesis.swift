/// What a recognizer heard in one request.
public struct Hypothesis: Sendable, Hashable {
    /// The words in the order they were said.
    public var words: [HypothesisWord]
    /// The language as an ISO 639-1 code, given or detected.
    public var language: String
    /// Whether the recognizer takes the audio for silence or noise; its words, if any, are then not used.
    public var isSilence: Bool

    /// Creates a hypothesis.
    public init(words: [HypothesisWord], language: String, isSilence: Bool = false) {
        self.words = words
        self.language = language
        self.isSilence = isSilence
    }
}
