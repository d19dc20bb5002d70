// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

/// What rules make of texts.
@Suite struct TextRewriterTests {
    /// A word every half second.
    private static func words(_ text: String) -> [HypothesisWord] {
        text.split(separator: " ").enumerated().map { index, word in
            HypothesisWord(
                text: (index == 0 ? "" : " ") + word, tokens: [index], start: index * 8_000, end: index * 8_000 + 8_000,
                probability: 0.5)
        }
    }

    private static func rewrite(_ text: String, _ rules: TextRules, language: String = "en") -> String {
        TextRewriter(rules).words(words(text), language: language).joinedText
    }

    private static func replacing(_ replacements: String...) throws -> TextRules {
        try TextRules(replacements: replacements.map { try Replacement(parsing: $0) })
    }

    @Test func withoutRulesATextStays() {
        let text = "Well… (he said), \"No—no!\" «Oui ?» 12,5 % e\u{301}te\u{301} 今日は。"
        #expect(Self.rewrite(text, TextRules()) == text)
        let words = Self.words("It is.")
        #expect(TextRewriter(.init()).partial(words, stable: 1, language: "en") == .init(text: "It is.", stable: "It"))
    }

    // MARK: Fillers

    @Test(arguments: [
        ("Um, I think so.", "I think so."), ("I, uh, think so.", "I think so."), ("So uh yes um.", "So yes."),
        ("Uh. Um, uh, right.", "Right."), ("Um.", ""), ("An umbrella is err.", "An umbrella is err."),
        ("He said um, no.", "He said no."), ("Yes. Um, perhaps.", "Yes. Perhaps."),
    ])
    func leavesOutFillers(text: String, expected: String) throws {
        #expect(Self.rewrite(text, try TextRules(removesFillers: true)) == expected)
    }

    @Test func fillersOfEnglishAreWordsElsewhere() throws {
        #expect(Self.rewrite("Um neun Uhr.", try TextRules(removesFillers: true), language: "de") == "Um neun Uhr.")
    }

    // MARK: Replacements

    @Test(arguments: [
        ("colour:color", "Colour, colours and COLOUR.", "Color, colours and COLOR."),
        ("new york:NYC", "In New York, new Yorkers.", "In NYC, new Yorkers."),
        ("new york:NYC", "New, York.", "New, York."), ("Anna:Hannah", "anna and ANNA", "Hannah and Hannah"),
        ("gonna:going to", "I'm gonna.", "I'm going to."), ("basically", "It is basically, fine.", "It is fine."),
        ("hello:five, six.", "hello world hello.", "five, six. world five, six."), ("é:e", "E\u{301} é", "E e"),
        ("a:", "A a b", "B"),
        ("basically", "It is so basically. Basically, yes.", "It is so. Yes."),
    ])
    func replacesWholeWords(rule: String, text: String, expected: String) throws {
        #expect(Self.rewrite(text, try Self.replacing(rule)) == expected)
    }

    @Test func aReplacementIsNotReplacedAgain() throws {
        #expect(Self.rewrite("a b a.", try Self.replacing("a:b", "b:a")) == "b a b.")
        #expect(Self.rewrite("a", try Self.replacing("a:a a a a")) == "a a a a")
    }

    @Test func theLongestPhraseCountsThenTheFirst() throws {
        let rules = try Self.replacing("new:old", "new york city:NYC", "new york:NY", "new york:never")
        #expect(Self.rewrite("new york city new york new", rules) == "NYC NY old")
    }

    @Test func newWordsShareTheTimeOfTheOld() throws {
        let written = TextRewriter(try Self.replacing("new york:the big apple")).words(
            Self.words("in new york, now"), language: "en")
        #expect(written.map(\.text) == ["in", " the", " big", " apple,", " now"])
        #expect(written[1].start == 8_000 && written[3].end == 24_000 && written[2].start == written[1].end)
    }

    // MARK: Numbers

    @Test(arguments: [
        ("Twenty five people.", "25 people."), ("two hundred and five, or six", "205, or 6"),
        ("one of three thousand four hundred", "one of 3400"), ("four one one", "4 1 1"), ("a hundred", "a hundred"),
        ("five and six", "5 and 6"), ("twenty-one million", "21000000"), ("one hundred and", "100 and"),
        ("seven hundred and something", "700 and something"), ("nothing", "nothing"),
    ])
    func writesNumerals(text: String, expected: String) throws {
        #expect(Self.rewrite(text, try TextRules(writesNumerals: true)) == expected)
    }

    // MARK: Profanity

    @Test func hidesProfanity() throws {
        let rules = try TextRules(hidesProfanity: true)
        #expect(
            Self.rewrite("Damn, that shitty classic Scunthorpe assassin!", rules)
                == "D***, that s***** classic Scunthorpe assassin!")
    }

    // MARK: Redaction

    @Test(arguments: [
        ("Call 555 0123 now.", "Call [NUMBER] now."),
        ("twenty five of one, and one two", "[NUMBER] of [NUMBER], and [NUMBER]"),
        ("Nine-one-one, oh oh seven, double seven!", "[NUMBER]!"), ("oh, well", "oh, well"),
        ("two's a five-year-old m² ½", "[NUMBER] a [NUMBER]"),
        ("On the 3rd at 5pm for $45.50!", "On the [NUMBER] at [NUMBER] for $[NUMBER]!"),
        ("Nothing here.", "Nothing here."),
    ])
    func hidesNumbers(text: String, expected: String) throws {
        #expect(Self.rewrite(text, try TextRules(redactions: [.numbers])) == expected)
    }

    @Test(arguments: [
        ("It is 4111 1111 1111 1111.", "It is [CARD]."), ("4111-1111-1111-1111, yes", "[CARD], yes"),
        ("four one one one, 1111 1111. 1111 and 3 apples", "[CARD] and 3 apples"),
        ("Call 555 012 3456 or +44 20 7946 0018.", "Call [PHONE] or +[PHONE]."),
        ("In 1984 I had 12 cats.", "In 1984 I had 12 cats."),
        ("4539 1488 0343 6467 12 28 123.", "[CARD]."),
        ("five five five oh one two three", "[PHONE]"),
    ])
    func hidesCardsAndPhones(text: String, expected: String) throws {
        #expect(Self.rewrite(text, try TextRules(redactions: [.cards, .phones])) == expected)
    }

    @Test(arguments: [
        ("Write to john.smith@example.com, please.", "Write to [EMAIL], please."),
        ("It is john at gmail dot com.", "It is [EMAIL]."), ("john dot smith at example.co.uk today", "[EMAIL] today"),
        ("ann at mail dot example dot org", "[EMAIL]"), ("I am at home.", "I am at home."), ("at gmail.com", "[EMAIL]"),
    ])
    func hidesEmails(text: String, expected: String) throws {
        #expect(Self.rewrite(text, try TextRules(redactions: [.emails])) == expected)
    }

    // MARK: Partials

    /// No partial shows a digit of a card, however it grows.
    @Test func aPartialShowsNothingThatMayBeHidden() throws {
        let text =
            "my card is 4111 1111 1111 1111 and I live at number 7 since May and write to john dot smith at gmail dot com okay"
        let words = Self.words(text)
        let rewriter = TextRewriter(try TextRules(redactions: [.cards, .emails]))
        var shown: Set<String> = []
        for count in 1...words.count {
            for stable in 0...count {
                let partial = rewriter.partial(Array(words.prefix(count)), stable: stable, language: "en")
                #expect(partial.text.hasPrefix(partial.stable))
                shown.insert(partial.text)
            }
        }
        for secret in ["4111", "1111", "john", "smith", "gmail"] {
            #expect(!shown.contains { $0.contains(secret) }, "\(secret)")
        }
        #expect(shown.contains { $0.hasSuffix("is [CARD] and I") })
    }

    @Test func shortNumberIsShownWhenItHasEnded() throws {
        let rewriter = TextRewriter(try TextRules(redactions: [.cards]))
        func shown(_ text: String) -> String { rewriter.partial(Self.words(text), stable: 0, language: "en").text }
        #expect(shown("I have 12") == "I have")
        #expect(shown("I have 12 cats") == "I have")
        #expect(shown("I have 12 cats and") == "I have 12 cats and")
    }

    /// Whatever follows, what is stable stays: with all rules, on texts of words that rules look at.
    @Test(arguments: 0..<40) func whatIsStableStays(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pool = [
            "um", "uh,", "um.", "I", "yes.", "well,", "new", "York", "city", "twenty", "five", "hundred", "and", "one",
            "4111", "12,",
            "at", "dot", "gmail.com", "john@example.com", "damn", "Um", "New", "york.", "double", "oh", "-", "a", "b",
        ]
        let rules = try TextRules(
            removesFillers: Bool.random(using: &generator),
            replacements: ["new york city:NYC", "new york:NY", "a b:b a", "b:c", "I"].map {
                try Replacement(parsing: $0)
            },
            writesNumerals: Bool.random(using: &generator), hidesProfanity: true,
            redactions: Set(Redaction.allCases.filter { _ in Bool.random(using: &generator) }))
        let rewriter = TextRewriter(rules)
        for _ in 0..<50 {
            let text = (0..<12).map { _ in pool.randomElement(using: &generator)! }.joined(separator: " ")
            let words = Self.words(text)
            let final = rewriter.words(words, language: "en").joinedText
            for stable in 0...words.count {
                let partial = rewriter.partial(words, stable: stable, language: "en")
                #expect(
                    final.hasPrefix(partial.stable),
                    "\(text) (\(stable) stable): \(partial.stable) does not begin \(final)")
                #expect(partial.text.hasPrefix(partial.stable), "\(text): \(partial)")
            }
        }
    }
}
