// SPDX-License-Identifier: Apache-2.0

internal import CKernels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Picks the next token: the likeliest at temperature 0, else a random one by its probability.
struct TokenChooser: Sendable {
    let temperature: Float
    /// Seeded, so that the same audio gives the same text.
    private var generator = SplitMix64(seed: 0x5EED)

    init(temperature: Float) {
        self.temperature = temperature
    }

    /// - Returns: The token and its log-probability at temperature 1, or nil if no logit is finite.
    mutating func choose(from logits: [Float]) -> (token: Int, logProbability: Float)? {
        logits.withUnsafeBufferPointer { logits in
            let peak = Self.peak(of: logits)
            guard peak.isFinite, let best = logits.firstIndex(of: peak) else { return nil }
            let token = temperature > 0 ? sample(logits, peak: peak) : best
            return (token, logits[token] - peak - log(Self.sum(of: logits, peak: peak)))
        }
    }

    /// The token with the highest logit; nil if none is finite.
    static func best(in logits: [Float]) -> Int? {
        logits.withUnsafeBufferPointer { logits in
            let peak = peak(of: logits)
            return peak.isFinite ? logits.firstIndex(of: peak) : nil
        }
    }

    /// What is taken off a logit to have its log-probability.
    static func normalizer(of logits: [Float]) -> Float {
        logits.withUnsafeBufferPointer { logits in
            let peak = peak(of: logits)
            return peak + log(sum(of: logits, peak: peak))
        }
    }

    /// The probability of a token at temperature 1.
    static func probability(of token: Int, in logits: [Float]) -> Float {
        logits.withUnsafeBufferPointer { logits in
            let peak = peak(of: logits)
            return exp(logits[token] - peak) / sum(of: logits, peak: peak)
        }
    }

    /// A token that is decided, and its log-probability; nil if no logit is finite.
    func take(_ token: Int, from logits: [Float]) -> (token: Int, logProbability: Float)? {
        Self.logProbability(of: token, in: logits).map { (token, $0) }
    }

    /// The log-probability of a token at temperature 1; nil if no logit is finite.
    static func logProbability(of token: Int, in logits: [Float]) -> Float? {
        logits.withUnsafeBufferPointer { logits in
            let peak = peak(of: logits)
            return peak.isFinite ? logits[token] - peak - log(sum(of: logits, peak: peak)) : nil
        }
    }

    /// The likeliest tokens with their log-probabilities, the likeliest first; none if no logit is finite.
    static func likeliest(_ count: Int, in logits: [Float]) -> [(token: Int, logProbability: Float)] {
        logits.withUnsafeBufferPointer { logits in
            let peak = peak(of: logits)
            guard peak.isFinite else { return [] }
            var best: [(token: Int, logit: Float)] = []
            var least = -Float.infinity
            for token in logits.indices where logits[token] > least {
                let place = best.firstIndex { $0.logit < logits[token] } ?? best.count
                best.insert((token, logits[token]), at: place)
                if best.count > count { best.removeLast() }
                if best.count == count { least = best[count - 1].logit }
            }
            let normalizer = peak + log(sum(of: logits, peak: peak))
            return best.map { ($0.token, $0.logit - normalizer) }
        }
    }

    /// The highest logit; not finite when one is NaN.
    private static func peak(of logits: UnsafeBufferPointer<Float>) -> Float {
        let lanes = 16
        var highest = SIMD16<Float>(repeating: -.infinity)
        var check = SIMD16<Float>(repeating: 0)
        var index = 0
        while index + lanes <= logits.count {
            let values = UnsafeRawPointer(logits.baseAddress! + index).loadUnaligned(as: SIMD16<Float>.self)
            highest.replace(with: values, where: values .> highest)
            check.replace(with: values, where: values .!= values)
            index += lanes
        }
        var peak = highest.max()
        for value in logits[index...] { peak = value > peak || value.isNaN ? value : peak }
        return check.sum().isNaN ? .nan : peak
    }

    private static func sum(of logits: UnsafeBufferPointer<Float>, peak: Float) -> Float {
        steno_exponential_sum(logits.baseAddress!, logits.count, peak)
    }

    private mutating func sample(_ logits: UnsafeBufferPointer<Float>, peak: Float) -> Int {
        let weights = logits.map { exp(($0 - peak) / temperature) }
        var remaining = Float.random(in: 0..<1, using: &generator) * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            remaining -= weight
            if remaining < 0 { return index }
        }
        return weights.indices.max { weights[$0] < weights[$1] } ?? 0
    }
}
