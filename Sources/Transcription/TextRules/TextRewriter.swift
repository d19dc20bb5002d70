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
        rules(of: language).reduce(words.map(WrittenWord.init)) { $1.apply($0) }
    }

    /// A partial: its text without what may still have to be hidden, its stable part without what may be written in another way.
    ///
    /// - Parameter stable: how many words will stay.
    func partial(_ words: [HypothesisWord], stable: Int, language: String) -> Partial {
        guard !rules.isEmpty else { return Partial(text: words.joinedText, stable: words.prefix(stable).joinedText) }
        let list = rules(of: language)
        let words = words.map(WrittenWord.init)
        let shown = settled(words.count, of: words, list) { $0 is RedactionRule }
        let kept = settled(min(stable, shown.count), of: words, list) { _ in true }
        return Partial(text: shown.text, stable: kept.text)
    }

    private func rules(of language: String) -> [any TextRule] { language == "en" ? english : others }

    /// As many words from the first on as no rule that counts will write in another way, and how they are written.
    private func settled(
        _ limit: Int, of words: [WrittenWord], _ list: [any TextRule], _ counts: (any TextRule) -> Bool
    ) -> (count: Int, text: String) {
        var count = limit
        next: while count > 0 {
            var written = Array(words.prefix(count))
            for rule in list {
                if counts(rule), rule.openWords(in: written) > 0 {
                    count -= 1
                    continue next
                }
                written = rule.apply(written)
            }
            return (count, written.joinedText)
        }
        return (0, "")
    }
}
