#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which language a session speaks, by what was detected in its utterances so far.
///
/// One utterance alone is often taken for the wrong one of 99 languages. Logarithms of probabilities add up, and count less for
/// short utterances; once one language is far ahead, it is that of the session.
struct LanguageEvidence: Sendable {
    /// Speech that an utterance needs to count in full: 2 s.
    private static let wholeVoice: Float = 32_000
    /// No utterance says more against a language than this probability.
    private static let leastProbability: Float = 0.001
    /// How far ahead the language of the session is: as if it were 50 times as likely as any other.
    private static let lead: Float = 3.9
    /// Speech from which on a language may be settled: 3 s.
    private static let leastVoice = 48_000

    private var scores: [String: Float] = [:]
    private var voice = 0

    /// The language of the session, once it is clear.
    private(set) var settled: String?

    /// The logarithm of how likely each language is, 0 for the likeliest.
    var prior: [String: Float] {
        let best = scores.values.max() ?? 0
        return scores.mapValues { $0 - best }
    }

    /// Takes in what was detected in an utterance.
    ///
    /// - Parameter voice: samples of the utterance in which somebody speaks.
    mutating func add(_ probabilities: [String: Float], voice: Int) {
        guard settled == nil, !probabilities.isEmpty else { return }
        let weight = min(1, Float(voice) / Self.wholeVoice)
        for (language, probability) in probabilities {
            scores[language, default: 0] += weight * log(max(probability, Self.leastProbability))
        }
        self.voice += voice
        let best = scores.max { ($0.value, $1.key) < ($1.value, $0.key) }
        guard let best, self.voice >= Self.leastVoice else { return }
        let second = scores.filter { $0.key != best.key }.values.max() ?? -.infinity
        if best.value - second >= Self.lead { settled = best.key }
    }
}
