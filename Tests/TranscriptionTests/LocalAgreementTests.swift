// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct LocalAgreementTests {
    @Test func aWordIsStableWhenThreeHypothesesAgree() {
        var agreement = LocalAgreement(rule: rule(heldBackWords: 1))
        #expect(agreement.update(words("a b c")).joinedText == "a b c")
        _ = agreement.update(words("a b d e"))
        #expect(agreement.stable.isEmpty, "two hypotheses are not enough")
        _ = agreement.update(words("a b d e"))
        #expect(agreement.stable.joinedText == "a b")
        _ = agreement.update(words("a b d e"))
        #expect(agreement.stable.joinedText == "a b d", "the last word is held back")
    }

    @Test(arguments: 0...3)
    func wordsHeldBack(count: Int) {
        var agreement = LocalAgreement(rule: rule(heldBackWords: count))
        for _ in 0..<3 { _ = agreement.update(words("a b c")) }
        #expect(agreement.stable.count == 3 - count)
    }

    @Test func wordsAreEqualByTheirTokens() {
        var agreement = LocalAgreement(rule: rule())
        _ = agreement.update([HypothesisWord(text: " a", tokens: [1], start: 0, end: 10)])
        for _ in 0..<2 { _ = agreement.update([HypothesisWord(text: " a", tokens: [2], start: 0, end: 10)]) }
        #expect(agreement.stable.isEmpty)
        _ = agreement.update([HypothesisWord(text: " a", tokens: [2], start: 3, end: 9)])
        #expect(
            agreement.stable == [HypothesisWord(text: " a", tokens: [2], start: 3, end: 9)], "with the newest times")
    }

    @Test func theSameWordAtAnotherTimeIsAnotherWord() {
        var agreement = LocalAgreement(rule: rule())
        for end in [8_000, 8_000, 24_000] {
            _ = agreement.update([HypothesisWord(text: " It's", tokens: [1], start: end - 4_000, end: end)])
        }
        #expect(agreement.stable.isEmpty)
    }

    @Test func aWordThatTheRecognizerDoubtsWaitsForTheFinal() {
        var agreement = LocalAgreement(rule: rule())
        var doubted = words("a b c")
        doubted[1].probability = 0.74
        for _ in 0..<3 { _ = agreement.update(doubted) }
        #expect(agreement.stable.joinedText == "a")
        doubted[1].probability = 0.76
        _ = agreement.update(doubted)
        #expect(agreement.stable.joinedText == "a b c")
        doubted[0].probability = 0.1
        _ = agreement.update(doubted)
        #expect(agreement.stable.joinedText == "a b c", "what is stable stays")
    }

    /// One unsure word does not hold up all that follow it.
    @Test(arguments: [(Float(0.61), 4, "a b c"), (0.61, 3, "a"), (0.59, 9, "a"), (0.76, 3, "a b c")])
    func aWordThatIsLessSureNeedsOneMoreHypothesis(probability: Float, hypotheses: Int, stable: String) {
        var agreement = LocalAgreement(rule: rule())
        var unsure = words("a b c")
        unsure[1].probability = probability
        for _ in 0..<hypotheses { _ = agreement.update(unsure) }
        #expect(agreement.stable.joinedText == stable)
    }

    @Test func wordsAfterTheLimitStayOpen() {
        var agreement = LocalAgreement(rule: rule())
        for _ in 0..<3 { _ = agreement.update(words("a b c d"), limit: 200) }
        #expect(agreement.stable.joinedText == "a b")
    }

    @Test(arguments: [
        ("a x c d", "a b c d"),  // a word heard otherwise
        ("c d", "a b c d"),  // the beginning not heard
        ("a b", "a b c"),  // the end not heard
        ("z a b c d", "a b c d"),  // something before it
        ("", "a b c"),
        ("q r s", "a b c"),  // nothing in common
        ("q r s t u", "a b c t u"),
    ])
    func contradictionsDoNotBreakThePromise(hypothesis: String, shown: String) {
        var agreement = LocalAgreement(rule: rule())
        for _ in 0..<3 { _ = agreement.update(words("a b c")) }
        #expect(agreement.update(words(hypothesis)).joinedText == shown)
        #expect(agreement.stable.joinedText.hasPrefix("a b c"))
    }

    private func rule(heldBackWords: Int = 0) -> LocalAgreement.Rule {
        var rule = LocalAgreement.Rule()
        rule.heldBackWords = heldBackWords
        return rule
    }

    private func words(_ text: String) -> [HypothesisWord] {
        text.split(separator: " ").enumerated().map { index, word in
            HypothesisWord(
                text: " " + word, tokens: word.utf8.map(Int.init), start: index * 100, end: index * 100 + 100)
        }
    }
}
