// SPDX-License-Identifier: Apache-2.0

/// Applies ``TextRules`` to what was recognized. A plain value.
struct TextRewriter: Sendable {
    /// A partial as its client may read it.
    struct Partial: Equatable {
        let text: String
        let stable: String
    }

    private let rules: TextRules
    /// In this language, or any.
    private let english: [any TextRule]
    private let others: [any TextRule]

    init(_ rules: TextRules) {
        self.rules = rules
        func make(isEnglish: Bool) -> [any TextRule] {
            var list: [any TextRule] = []
            if isEnglish, rules.removesFillers { list.append(FillerRule()) }
            if !rules.replacements.isEmpty { list.append(ReplacementRule(rules.replacements)) }
            if isEnglish, rules.writesNumerals { list.append(NumeralRule()) }
            if isEnglish, rules.hidesProfanity { list.append(ProfanityRule()) }
            if !rules.redactions.isEmpty { list.append(RedactionRule(rules.redactions)) }
            return list
        }
        (english, others) = (make(isEnglish: true), make(isEnglish: false))
    }

    /// The words of a final.
    func words(_ words: some Sequence<HypothesisWord>, language: String) -> [WrittenWord] {
        rules(of: language).reduce(Self.written(words)) { $1.apply($0) }
    }

    /// A partial: its text without what may still have to be hidden, its stable part without what may be written in another way.
    ///
    /// - Parameter stable: how many words will stay.
    func partial(_ words: [HypothesisWord], stable: Int, language: String) -> Partial {
        guard !rules.isEmpty else { return Partial(text: words.joinedText, stable: words.prefix(stable).joinedText) }
        let list = rules(of: language)
        let shown = Self.settled(words, list) { $0 is RedactionRule }
        let kept = Self.settled(words.prefix(min(stable, shown.count)), list) { _ in true }
        return Partial(text: shown.text, stable: kept.text)
    }

    private func rules(of language: String) -> [any TextRule] { language == "en" ? english : others }

    private static func written(_ words: some Sequence<HypothesisWord>) -> [WrittenWord] {
        words.enumerated().map { WrittenWord($1, at: $0) }
    }

    /// As many words from the first on as no rule that counts will write in another way, and how they are written.
    private static func settled(
        _ words: some Collection<HypothesisWord>, _ list: [any TextRule], _ counts: (any TextRule) -> Bool
    ) -> (count: Int, text: String) {
        var count = words.count
        var written = written(words)
        for rule in list {
            let open = counts(rule) ? rule.openWords(in: written) : 0
            if open > 0 { count = min(count, written[written.count - open].source.lowerBound) }
            written = rule.apply(written)
        }
        // What was written for several words is shown whole or not at all.
        while let straddling = written.first(where: { $0.source.lowerBound < count && $0.source.upperBound > count }) {
            count = straddling.source.lowerBound
        }
        return (count, written.prefix { $0.source.upperBound <= count }.joinedText)
    }
}
