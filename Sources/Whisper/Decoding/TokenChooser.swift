#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Picks the next token: the likeliest at temperature 0, else a random one by its probability.
struct TokenChooser {
    let temperature: Float
    /// Seeded, so that the same audio gives the same text.
    private var generator = SplitMix64(seed: 0x5EED)

    init(temperature: Float) {
        self.temperature = temperature
    }

    /// - Returns: The token and its log-probability at temperature 1, or nil if no logit is finite.
    mutating func choose(from logits: [Float]) -> (token: Int, logProbability: Float)? {
        logits.withUnsafeBufferPointer { logits in
            var best = 0
            for index in logits.indices where logits[index] > logits[best] { best = index }
            let peak = logits[best]
            guard peak.isFinite else { return nil }
            var sum: Float = 0
            for logit in logits where logit > peak - 40 { sum += exp(logit - peak) }
            let token = temperature > 0 ? sample(logits, peak: peak) : best
            return (token, logits[token] - peak - log(sum))
        }
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
