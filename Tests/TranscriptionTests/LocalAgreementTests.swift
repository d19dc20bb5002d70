import Testing

@testable import Transcription

@Suite struct LocalAgreementTests {
    @Test func twoHypothesesAgree() {
        var agreement = LocalAgreement(heldBackWords: 1)
        #expect(agreement.update(words("a b c")).joinedText == "a b c")
        #expect(agreement.stable.isEmpty, "one hypothesis is none to agree with")
        _ = agreement.update(words("a b d e"))
        #expect(agreement.stable.joinedText == "a b")
        _ = agreement.update(words("a b d e"))
        #expect(agreement.stable.joinedText == "a b d", "the last word is held back")
    }

    @Test(arguments: 0...3)
    func wordsHeldBack(count: Int) {
        var agreement = LocalAgreement(heldBackWords: count)
        for _ in 0..<3 { _ = agreement.update(words("a b c")) }
        #expect(agreement.stable.count == 3 - count)
    }

    @Test func wordsAreEqualByTheirTokens() {
        var agreement = LocalAgreement(heldBackWords: 0)
        _ = agreement.update([HypothesisWord(text: " a", tokens: [1], start: 0, end: 10)])
        _ = agreement.update([HypothesisWord(text: " a", tokens: [2], start: 0, end: 10)])
        #expect(agreement.stable.isEmpty)
        _ = agreement.update([HypothesisWord(text: " a", tokens: [2], start: 3, end: 9)])
        #expect(
            agreement.stable == [HypothesisWord(text: " a", tokens: [2], start: 3, end: 9)], "with the newest times")
    }

    @Test func wordsAfterTheLimitStayOpen() {
        var agreement = LocalAgreement(heldBackWords: 0)
        for _ in 0..<2 { _ = agreement.update(words("a b c d"), limit: 200) }
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
        var agreement = LocalAgreement(heldBackWords: 0)
        for _ in 0..<2 { _ = agreement.update(words("a b c")) }
        #expect(agreement.update(words(hypothesis)).joinedText == shown)
        #expect(agreement.stable.joinedText.hasPrefix("a b c"))
    }

    private func words(_ text: String) -> [HypothesisWord] {
        text.split(separator: " ").enumerated().map { index, word in
            HypothesisWord(
                text: " " + word, tokens: word.utf8.map(Int.init), start: index * 100, end: index * 100 + 100)
        }
    }
}
