import Testing

@testable import Transcription

@Suite struct LanguageEvidenceTests {
    @Test func settlesOnALanguageThatIsFarAhead() {
        var evidence = LanguageEvidence()
        evidence.add(["es": 0.6, "it": 0.3, "el": 0.1], voice: 32_000)
        #expect(evidence.settled == nil)
        for _ in 0..<6 { evidence.add(["es": 0.6, "it": 0.3, "el": 0.1], voice: 32_000) }
        #expect(evidence.settled == "es")
        #expect(evidence.prior["es"] == 0)
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
        let prior = evidence.prior
        #expect(prior["en"] == 0 && (prior["fr"] ?? 0) < -1)
    }

    @Test func whatIsSettledStays() {
        var evidence = LanguageEvidence()
        for _ in 0..<4 { evidence.add(["en": 0.99, "fr": 0.01], voice: 32_000) }
        for _ in 0..<20 { evidence.add(["en": 0.01, "fr": 0.99], voice: 32_000) }
        #expect(evidence.settled == "en")
    }
}
