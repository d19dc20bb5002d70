// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which language a session speaks, by what was detected in its utterances so far.
///
/// One utterance alone is often taken for the wrong one of 99 languages. Logarithms of probabilities add up, and count less for
/// short utterances; once one language is far ahead, it is that of the session. Where the language may change, that of the last
/// utterance counts until another is much likelier.
struct LanguageEvidence: Sendable {
    /// Speech that an utterance needs to count in full: 2 s.
    private static let wholeVoice: Float = 32_000
    /// No utterance says more against a language than this probability.
    private static let leastProbability: Float = 0.001
    /// How far ahead the language of the session is: as if it were 50 times as likely as any other.
    private static let lead: Float = 3.9
    /// Speech from which on a language may be settled: 3 s.
    private static let leastVoice = 48_000
    /// How much likelier than the language so far another has to be in 2 s of speech to take its place: ten times. In shorter
    /// speech it is a power of that, in longer speech a root.
    private static let margin: Float = 2.3

    private let mayChange: Bool
    private var scores: [String: Float] = [:]
    private var voice = 0
    /// The scores before the last utterance.
    private var earlier: [String: Float] = [:]
    /// The language of the last utterance, where it may change.
    private var current: String?

    /// The language of the session, once it is clear.
    private(set) var settled: String?

    init(mayChange: Bool = false) {
        self.mayChange = mayChange
    }

    /// The logarithm of how likely each language is before an utterance is recognized; 0 for those left out.
    ///
    /// - Parameter voice: samples of the utterance with speech.
    func prior(voice: Int) -> [String: Float] {
        if mayChange {
            guard let current else { return [:] }
            return [current: Self.margin * Self.wholeVoice / max(Float(voice), 1_600)]
        }
        let best = scores.values.max() ?? 0
        return scores.mapValues { $0 - best }
    }

    /// Whether the language of an utterance can be determined after so many samples of voice. One that may change is that of the utterance
    /// before until then.
    func isSure(after voice: Int) -> Bool { !mayChange || current == nil || Float(voice) >= Self.wholeVoice }

    /// Takes in what was detected in an utterance.
    ///
    /// - Parameter voice: samples of the utterance with speech.
    mutating func add(_ probabilities: [String: Float], voice: Int) {
        guard settled == nil, !probabilities.isEmpty else { return }
        if mayChange {
            current = Self.likeliest(Self.sum(probabilities, prior(voice: voice)))
            return
        }
        earlier = scores
        let weight = min(1, Float(voice) / Self.wholeVoice)
        for (language, probability) in probabilities {
            scores[language, default: 0] += weight * log(max(probability, Self.leastProbability))
        }
        self.voice += voice
        guard let best = Self.likeliest(scores), self.voice >= Self.leastVoice else { return }
        let second = scores.filter { $0.key != best }.values.max() ?? -.infinity
        if scores[best, default: 0] - second >= Self.lead { settled = best }
    }

    /// How sure it is that an utterance that was taken in is in a language, 0…1; nil if nothing was detected.
    ///
    /// - Parameter probabilities: what was detected in it.
    func probability(of language: String, in probabilities: [String: Float]) -> Float? {
        // The last utterance counts in full here, however short it is.
        let scores = probabilities.isEmpty || settled != nil ? scores : Self.sum(probabilities, earlier)
        guard let score = scores[language], let peak = scores.values.max() else { return nil }
        return exp(score - peak) / scores.values.reduce(0) { $0 + exp($1 - peak) }
    }

    private static func sum(_ probabilities: [String: Float], _ prior: [String: Float]) -> [String: Float] {
        Dictionary(
            uniqueKeysWithValues: probabilities.map { ($0, log(max($1, leastProbability)) + prior[$0, default: 0]) })
    }

    private static func likeliest(_ scores: [String: Float]) -> String? {
        scores.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
