// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a model says of a stretch of audio before it writes a word.
struct FirstImpression: Sendable, Equatable {
    /// The probability that nobody speaks, 0 to 1.
    var noSpeechProbability: Float
    /// The probability of each language by its code, 0 to 1.
    var languages: [String: Float]

    /// The same if it can only be one of some languages; all if none are named.
    func restricted(to candidates: [String]) -> FirstImpression {
        let possible = languages.filter { candidates.contains($0.key) }
        let total = possible.values.reduce(0, +)
        guard total > 0 else { return self }
        return FirstImpression(
            noSpeechProbability: noSpeechProbability, languages: possible.mapValues { $0 / total })
    }

    /// The likeliest language.
    ///
    /// - Parameter prior: the logarithm of how likely each language is beforehand; a language that is not in it counts as 0.
    func language(prior: [String: Float]) -> String? {
        func score(_ entry: (key: String, value: Float)) -> Float {
            log(max(entry.value, .leastNormalMagnitude)) + prior[entry.key, default: 0]
        }
        return languages.max { (score($0), $1.key) < (score($1), $0.key) }?.key
    }
}
