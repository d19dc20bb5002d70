// SPDX-License-Identifier: Apache-2.0

import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@testable import Transcription

@Suite struct LanguageEvidenceTests {
    @Test func settlesOnALanguageThatIsFarAhead() {
        var evidence = LanguageEvidence()
        evidence.add(["es": 0.6, "it": 0.3, "el": 0.1], voice: 32_000)
        #expect(evidence.settled == nil)
        for _ in 0..<6 { evidence.add(["es": 0.6, "it": 0.3, "el": 0.1], voice: 32_000) }
        #expect(evidence.settled == "es")
        #expect(evidence.prior(voice: 32_000)["es"] == 0)
    }

    @Test func oneUtteranceDoesNotSettleIt() {
        var evidence = LanguageEvidence()
        evidence.add(["en": 0.99, "fr": 0.01], voice: 30_000)
        #expect(evidence.settled == nil, "less than three seconds")
        evidence.add(["en": 0.99, "fr": 0.01], voice: 30_000)
        #expect(evidence.settled == "en")
    }

    @Test func aShortWordWeighsLittle() throws {
        var evidence = LanguageEvidence()
        evidence.add(["en": 0.9, "fr": 0.1], voice: 32_000)
        evidence.add(["en": 0.01, "fr": 0.99], voice: 4_000)
        let prior = evidence.prior(voice: 32_000)
        #expect(prior["en"] == 0 && (prior["fr"] ?? 0) < -1)
    }

    @Test func whatIsSettledStays() {
        var evidence = LanguageEvidence()
        for _ in 0..<4 { evidence.add(["en": 0.99, "fr": 0.01], voice: 32_000) }
        for _ in 0..<20 { evidence.add(["en": 0.01, "fr": 0.99], voice: 32_000) }
        #expect(evidence.settled == "en")
    }

    // MARK: Where the language may change

    private static func spanish(_ probability: Float) -> [String: Float] { ["es": probability, "en": 1 - probability] }

    private static func changing(_ utterances: (probability: Float, voice: Int)...) -> LanguageEvidence {
        var evidence = LanguageEvidence(mayChange: true)
        for (probability, voice) in utterances { evidence.add(spanish(probability), voice: voice) }
        return evidence
    }

    /// The language that an utterance would be taken for.
    private static func next(_ evidence: LanguageEvidence, _ probability: Float, voice: Int) -> String? {
        let prior = evidence.prior(voice: voice)
        return spanish(probability).max { log($0.value) + (prior[$0.key] ?? 0) < log($1.value) + (prior[$1.key] ?? 0) }?
            .key
    }

    @Test func aLongUtteranceChangesItByALargeMargin() {
        let english = Self.changing((0.1, 32_000))
        #expect(Self.next(english, 0.95, voice: 32_000) == "es")
        #expect(Self.next(english, 0.85, voice: 32_000) == "en", "six times as likely is not enough")
        #expect(english.settled == nil)
    }

    @Test func aShortUtteranceNeverChangesIt() {
        let english = Self.changing((0.1, 32_000))
        #expect(Self.next(english, 0.99, voice: 8_000) == "en")
        var evidence = english
        for _ in 0..<10 { evidence.add(Self.spanish(0.99), voice: 8_000) }
        #expect(Self.next(evidence, 0.5, voice: 32_000) == "en")
    }

    @Test func theLastLanguageCounts() {
        let back = Self.changing((0.1, 32_000), (0.99, 48_000), (0.5, 16_000))
        #expect(Self.next(back, 0.3, voice: 32_000) == "es")
        #expect(Self.next(back, 0.01, voice: 32_000) == "en")
    }

    @Test func aShortUtteranceDoesNotSettleItsLanguage() {
        #expect(LanguageEvidence().isSure(after: 0))
        #expect(LanguageEvidence(mayChange: true).isSure(after: 0), "there is none to change")
        let english = Self.changing((0.1, 32_000))
        #expect(!english.isSure(after: 31_000) && english.isSure(after: 32_000))
    }

    // MARK: How sure it is

    @Test func probabilityGrowsWithTheEvidence() throws {
        var evidence = LanguageEvidence()
        #expect(evidence.probability(of: "es", in: [:]) == nil)
        evidence.add(Self.spanish(0.8), voice: 32_000)
        let first = try #require(evidence.probability(of: "es", in: Self.spanish(0.8)))
        evidence.add(Self.spanish(0.8), voice: 32_000)
        let second = try #require(evidence.probability(of: "es", in: Self.spanish(0.8)))
        #expect(abs(first - 0.8) < 0.001 && abs(second - 16 / 17) < 0.001)
    }

    @Test func probabilityIsThatOfTheUtteranceWhereTheLanguageMayChange() throws {
        let evidence = Self.changing((0.1, 32_000), (0.9, 32_000))
        let probability = try #require(evidence.probability(of: "es", in: Self.spanish(0.9)))
        #expect(abs(probability - 0.9) < 0.001)
        #expect(evidence.probability(of: "es", in: [:]) == nil)
    }
}
