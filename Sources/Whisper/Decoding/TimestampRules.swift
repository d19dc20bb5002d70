// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Timestamps come in pairs, never go back, and begin a text; one is chosen when together they outweigh every text token.
struct TimestampRules: Sendable {
    /// The first timestamp is at most 1 s into the window.
    private static let latestStart = 50

    private let begin: Int

    init(tokenizer: Tokenizer) {
        begin = tokenizer.timestampBegin
    }

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after sampled: [Int], endOfText: Int) {
        let lastWasTimestamp = sampled.last.map { $0 >= begin } ?? false
        let previousWasTimestamp = sampled.count < 2 || sampled[sampled.count - 2] >= begin
        if lastWasTimestamp {
            if previousWasTimestamp {
                forbid(begin..<logits.count, in: logits)
            } else {
                forbid(0..<endOfText, in: logits)
            }
        }
        if let latest = sampled.last(where: { $0 >= begin }) {
            // A closing timestamp may be repeated as the next opening one, else time moves on.
            let next = lastWasTimestamp && !previousWasTimestamp ? latest : latest + 1
            forbid(begin..<min(next, logits.count), in: logits)
        }
        if sampled.isEmpty {
            forbid(0..<begin, in: logits)
            forbid(min(begin + Self.latestStart + 1, logits.count)..<logits.count, in: logits)
        }
        preferTimestamps(logits)
    }

    private func preferTimestamps(_ logits: UnsafeMutableBufferPointer<Float>) {
        guard begin < logits.count, let peak = logits[begin...].max(), peak > -.infinity else { return }
        var sum: Float = 0
        for index in begin..<logits.count { sum += exp(logits[index] - peak) }
        let bestText = logits[..<begin].max() ?? -.infinity
        if peak + log(sum) > bestText { forbid(0..<begin, in: logits) }
    }

    private func forbid(_ range: Range<Int>, in logits: UnsafeMutableBufferPointer<Float>) {
        for index in range { logits[index] = -.infinity }
    }
}
