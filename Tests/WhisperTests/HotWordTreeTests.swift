// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

extension HotWordMatcher {
    /// The bonus of the text if it ends here.
    fileprivate var atEnd: Float {
        var matcher = self
        matcher.end()
        return matcher.bonus
    }
}

/// Following texts through the tree of hot words.
struct HotWordTreeTests {
    private let tokenizer: Tokenizer

    init() throws {
        tokenizer = try Models.load("tiny.en").tokenizer
    }

    /// Every token has a bonus of 1.
    private func tree(_ phrases: [HotWordTree.Phrase]) -> HotWordTree {
        HotWordTree(phrases, tokenizer: tokenizer, bonus: .init(first: 1, further: 1))
    }

    private func tree(_ phrases: String...) -> HotWordTree { tree(phrases.map { HotWordTree.Phrase($0) }) }

    /// The bonus of a text that ends, its tokens those of its parts.
    private func bonus(_ tree: HotWordTree, _ parts: String...) -> Float {
        matcher(tree, parts).atEnd
    }

    private func matcher(_ tree: HotWordTree, _ parts: [String]) -> HotWordMatcher {
        var matcher = HotWordMatcher(tree)
        for token in parts.flatMap(tokenizer.encode) { matcher.take(token) }
        return matcher
    }

    private func count(_ text: String) -> Float { Float(tokenizer.encode(text).count) }

    @Test(arguments: [
        " rigor mortis", " Rigor mortis", " Rigor Mortis", " RIGOR MORTIS", "rigor mortis", "Rigor Mortis",
        "RIGOR MORTIS",
    ])
    func findsEverySpelling(text: String) {
        #expect(bonus(tree("rigor mortis"), text) == count(text))
        #expect(bonus(tree("Rigor Mortis"), text) == count(text))
    }

    @Test func keepsTheGivenSpelling() {
        #expect(bonus(tree("iPhone"), " iPhone") == count(" iPhone"))
        #expect(bonus(tree("iPhone"), " IPHONE") == count(" IPHONE"))
        #expect(bonus(tree("iPhone"), " iPHONE") == 0)
    }

    @Test func findsPhrasesAnywhereInAText() {
        let tree = tree("emetic")
        let expected = count(" emetic")
        #expect(bonus(tree, " the best", " emetic", " is that") == expected)
        #expect(bonus(tree, " an", " emetic", ".") == expected)
    }

    @Test func takesBackTheBonusOfAPhraseThatDoesNotGoOn() {
        let tree = tree("rigor mortis")
        var matcher = matcher(tree, [" rigor"])
        #expect(matcher.bonus == count(" rigor"))
        #expect(matcher.atEnd == 0)
        matcher.take(tokenizer.encode(" is")[0])
        #expect(matcher.bonus == 0)
    }

    @Test func countsAPhraseThatBeginsAnotherOnce() {
        let tree = tree("New York", "New York Times")
        #expect(bonus(tree, " New York") == 2)
        #expect(bonus(tree, " New York Times") == 3)
        // What was complete stays.
        #expect(bonus(tree, " New York Giants") == 2)
        #expect(bonus(tree, " New York", " New York Times") == 5)
    }

    @Test func countsPhrasesThatEndTogetherOnce() {
        #expect(bonus(tree("New York", "York"), " New York") == 2)
    }

    @Test func aPhraseCountsOnceHoweverItIsSpelled() {
        #expect(bonus(tree("emetic"), " emetic", " Emetic", " EMETIC") == count(" emetic"))
    }

    @Test func findsPhrasesThatOverlap() {
        let tree = tree("New York", "York Times")
        #expect(bonus(tree, " York Times") == 2)
        #expect(bonus(tree, " New York Times") > 2)
    }

    @Test func wordsThatGoOnAreOthers() {
        let tree = tree("art")
        #expect(bonus(tree, " art") == 1)
        #expect(bonus(tree, " art", " is") == 1)
        #expect(bonus(tree, " art", ",") == 1)
        #expect(bonus(tree, " art", "'s") == 1)
        #expect(bonus(tree, " art", "hur") == 0)
        #expect(bonus(tree, " art", "1") == 0)
    }

    @Test func wordsDoNotBeginAmidOthers() {
        let tree = tree("ant")
        #expect(bonus(tree, " const", "ant") == 0)
        #expect(bonus(tree, " fire", "-", "ant") == 1)
        #expect(bonus(tree, "ant") == 1)
    }

    @Test func phrasesOfScriptsWithoutSpacesBeginAndEndAnywhere() {
        #expect(bonus(tree("東京"), "私は", "東京", "へ") == count("東京"))
        #expect(bonus(tree("กรุงเทพ"), "ที่", "กรุงเทพ", "ครับ") == count("กรุงเทพ"))
    }

    @Test func weightsMultiplyTheBonus() {
        let tree = tree([.init("emetic", weight: 3), .init("laudanum", weight: 0.5)])
        #expect(bonus(tree, " emetic") == 3 * count(" emetic"))
        #expect(bonus(tree, " laudanum") == count(" laudanum") / 2)
    }

    @Test func whatIsGivenCountsBeforeOtherCases() {
        let tree = tree([.init("us", weight: 1), .init("US", weight: 3)])
        #expect(bonus(tree, " us") == 1)
        #expect(bonus(tree, " US") == 3)
        #expect(bonus(self.tree([.init("us", weight: 1), .init("us", weight: 2)]), " us") == 2)
    }

    @Test func weightsBelowZeroSuppressTheEndOfAPhrase() {
        let tree = tree([.init("New York", weight: -2)])
        #expect(bonus(tree, " New York") == -4)
        #expect(matcher(tree, [" New"]).bonus == 0)
        #expect(raised(tree, after: "") == [:])
        #expect(raised(tree, after: " New") == [" York": -4])
    }

    /// What is added to each logit.
    private func raised(_ tree: HotWordTree, after text: String) -> [String: Float] {
        var gains: [String: Float] = [:]
        matcher(tree, [text]).forEachGain { token, gain in gains[tokenizer.decode([token])] = gain }
        return gains
    }

    @Test func raisesOnlyWhatBeginsOrContinuesAPhrase() {
        let tree = tree([.init("York Times"), .init("New York", weight: 2)])
        let starts: [String: Float] = [" York": 1, " YORK": 1, " New": 2, " NEW": 2, " new": 2]
        #expect(raised(tree, after: " in").filter { starts[$0.key] != nil } == starts)
        #expect(raised(tree, after: " in").keys.allSatisfy { $0.hasPrefix(" ") })
        #expect(raised(tree, after: "").keys.contains { !$0.hasPrefix(" ") })
        // By the phrase that gives it more, not by both.
        #expect(raised(tree, after: " New")[" York"] == 2)
        #expect(raised(tree, after: " New York")[" Times"] == 1)
    }

    @Test func theBestTokenIsTheLikeliestWithItsGain() {
        let tree = tree([.init("emetic", weight: 2), .init("dose", weight: -2)])
        let (emetic, dose) = (tokenizer.encode(" emetic")[0], tokenizer.encode(" dose")[0])
        let (matcher, other) = (HotWordMatcher(tree), tokenizer.encode(" of")[0])
        func best(_ values: [Int: Float]) -> Int? {
            var logits = [Float](repeating: -.infinity, count: 51_864)
            for (token, value) in values { logits[token] = value }
            return TokenChooser.best(in: logits).map { matcher.best(in: logits, likeliest: $0, share: 1) }
        }
        #expect(best([other: 5, emetic: 3.5]) == emetic)
        #expect(best([other: 5, emetic: 2.5]) == other)
        #expect(best([dose: 5, other: 3.5]) == other)
        #expect(best([dose: 5, other: 2.5]) == dose)
        // Forbidden tokens stay forbidden.
        #expect(best([other: 5]) == other)
    }

    @Test func aPhraseHasItsBonusOnce() {
        let tree = tree("emetic")
        #expect(bonus(tree, " emetic", " emetic", " emetic") == count(" emetic"))
    }

    @Test func whatIsDecidedHasNoBonusButMayGoOn() {
        let tree = tree("New York")
        #expect(HotWordMatcher(tree, after: tokenizer.encode(" New York")).bonus == 2)
        #expect(HotWordMatcher(tree, after: tokenizer.encode(" New York is")).atEnd == 0)
        #expect(HotWordMatcher(tree, after: tokenizer.encode(" in New")).bonus == 1)
    }

    @Test func noPhrasesRaiseNothing() {
        #expect(raised(tree(), after: " in").isEmpty)
        #expect(bonus(tree(), " in") == 0)
    }

    @Test func theMostPhrasesMakeATreeOfBoundedSize() {
        var generator = SeededGenerator(seed: 1)
        let phrases = (0..<1_000).map { _ in
            HotWordTree.Phrase(
                String((0..<200).map { _ in "abcdefghijklmnopqrstuvwxyz ".randomElement(using: &generator)! }))
        }
        let start = ContinuousClock.now
        let tree = tree(phrases)
        print("hot words: \(tree.count) nodes in \(ContinuousClock.now - start)")
        #expect(tree.count < 2_000_000)
    }
}
