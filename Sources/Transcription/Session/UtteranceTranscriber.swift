// SPDX-License-Identifier: Apache-2.0

/// One utterance on its way from the first partial to its final. All positions are on the session's clock.
struct UtteranceTranscriber: Sendable {
    /// Audio after which an utterance without words is taken for noise: 3 s.
    private static let longestWithoutText = 48_000

    /// A final made ready during a pause.
    struct Prepared: Sendable {
        /// The end of its audio.
        let end: Int
        /// The first sample of its request.
        let origin: Int
        /// Nil if that failed.
        let hypothesis: Hypothesis?
    }

    let number: Int
    /// The position of the utterance's first sample.
    let start: Int
    /// The end of the window in which the utterance is recognized: when speech goes on for longer, it is cut.
    var limit: Int
    /// The end of the audio that was last asked for.
    var requestedEnd: Int
    /// The final made ready during the last pause.
    var prepared: Prepared?
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
        var rule = LocalAgreement.Rule()
        rule.heldBackWords = configuration.heldBackWords
        agreement = LocalAgreement(rule: rule)
    }

    /// Whether its client has nothing to read yet. After 3 s without a word it is taken for noise.
    var awaitsFirstText: Bool { shown == nil && requestedEnd - start < Self.longestWithoutText }

    /// The language to recognize in: that of the stable words, for they are continued.
    var settledLanguage: String? { agreement.stable.isEmpty ? nil : language }

    /// Where the audio of the next partial ends, which depends on the utterance alone and not on when it is recognized.
    ///
    /// - Returns: nil before there is an interval of audio behind the last request.
    func partialEnd(in audio: Int, interval: Int, grid: Int) -> Int? {
        guard audio >= requestedEnd + interval else { return nil }
        return start + (audio - start) / grid * grid
    }

    /// Takes in the words of the utterance so far.
    ///
    /// - Parameters:
    ///   - end: the position after the last sample that was recognized.
    ///   - stableLimit: words that end after this position do not become stable.
    ///   - rewriter: changes the text before it is emitted.
    /// - Returns: the partial to tell, if it says anything new.
    mutating func hear(
        _ words: [HypothesisWord], language: String, until end: Int, stableLimit: Int,
        rewriter: TextRewriter
    ) -> TranscriptEvent? {
        guard !words.isEmpty else { return nil }
        self.language = language
        heard = agreement.update(words, limit: stableLimit)
        let partial = rewriter.partial(heard, stable: agreement.stable.count, language: language)
        let (text, stable) = (partial.text, partial.stable)
        guard !text.isEmpty, shown == nil || shown! != (text, stable) else { return nil }
        shown = (text, stable)
        return .partial(
            .init(utterance: number, text: text, stable: stable, start: start, end: end, language: language))
    }

    /// The words of a hypothesis in absolute time, none if it is silence.
    ///
    /// - Parameter origin: the first sample of the request.
    func words(of hypothesis: Hypothesis, origin: Int) -> [HypothesisWord] {
        hypothesis.isSilence ? [] : hypothesis.words.map { $0.shifted(by: origin) }
    }

    /// What the utterance says: a hypothesis as far as it goes with the stable words; when there is none, what was
    /// last recognized.
    func outcome(of hypothesis: Hypothesis?, origin: Int) -> (words: [HypothesisWord], language: String) {
        guard let hypothesis else { return (heard, language ?? "") }
        return (agreement.continued(by: words(of: hypothesis, origin: origin)), hypothesis.language)
    }
}
