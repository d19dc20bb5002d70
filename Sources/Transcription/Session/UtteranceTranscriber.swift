/// One utterance on its way from the first partial to its final. All positions are on the session's clock.
struct UtteranceTranscriber: Sendable {
    let number: Int
    /// The position of the utterance's first sample.
    let start: Int
    /// The end of the window in which the utterance is recognized: when speech goes on for longer, it is cut.
    var limit: Int
    /// The end of the audio that was last asked for.
    var requestedEnd: Int
    /// The final made ready during the last pause, and the end of its audio; without a hypothesis if that failed.
    var prepared: (end: Int, hypothesis: Hypothesis?)?
    /// What the recognizer keeps of the utterance, from its first request on.
    var memory: (any UtteranceMemory)?
    /// The words promised to the client.
    private(set) var agreement: LocalAgreement
    /// The newest words; they begin with the stable ones.
    private(set) var heard: [HypothesisWord] = []
    private(set) var language: String?
    private var shown: (text: String, stable: String)?

    init(number: Int, start: Int, limit: Int, configuration: SessionConfiguration) {
        self.number = number
        self.start = start
        self.limit = limit
        requestedEnd = start
        agreement = LocalAgreement(heldBackWords: configuration.heldBackWords)
    }

    /// Whether nothing of it has been asked for yet.
    var isUnheard: Bool { requestedEnd == start }

    /// The language to recognize in: that of the stable words, for they are continued.
    var settledLanguage: String? { agreement.stable.isEmpty ? nil : language }

    /// Takes in the words of the utterance so far.
    ///
    /// - Parameters:
    ///   - end: the position after the last sample that was recognized.
    ///   - stableLimit: words that end after this position do not become stable.
    /// - Returns: the partial to tell, if it says anything new.
    mutating func hear(
        _ words: [HypothesisWord], language: String, until end: Int, stableLimit: Int
    ) -> TranscriptEvent? {
        guard !words.isEmpty else { return nil }
        self.language = language
        heard = agreement.update(words, limit: stableLimit)
        let text = heard.joinedText
        let stable = agreement.stable.joinedText
        guard !text.isEmpty, shown == nil || shown! != (text, stable) else { return nil }
        shown = (text, stable)
        return .partial(utterance: number, text: text, stable: stable, start: start, end: end, language: language)
    }

    /// The words of a hypothesis in absolute time, none if it is silence.
    func words(of hypothesis: Hypothesis) -> [HypothesisWord] {
        guard !hypothesis.isSilence else { return [] }
        return hypothesis.words.map { word in
            var word = word
            word.start += start
            word.end += start
            return word
        }
    }

    /// What the utterance says: a hypothesis as far as it goes with the promised words; when there is none, what was
    /// last heard.
    func outcome(of hypothesis: Hypothesis?) -> (words: [HypothesisWord], language: String) {
        guard let hypothesis else { return (heard, language ?? "") }
        return (agreement.continued(by: words(of: hypothesis)), hypothesis.language)
    }
}
