// SPDX-License-Identifier: Apache-2.0

/// One attempt at decoding a text.
struct TextDecoding {
    /// The prefix, and what follows it.
    var tokens: [Int]
    /// Tokens of the prefix.
    var prefixCount = 0
    /// Log-probability of each of them, as earlier passes found it; empty where that is not known.
    var prefixLogProbabilities: [Float] = []
    /// Log-probability of each further token, and of the closing one if it came.
    var logProbabilities: [Float]
    var noSpeechProbability: Float
    /// The first round of a loop, if the decoder was stopped in one.
    var loop: Range<Int>?
    /// Rows of cross-attention of each alignment head, one a decoded token (prompt and prefix included).
    var alignment: [[Float]]
    /// Rows in front of the first text token's.
    var alignmentOffset: Int

    /// As Whisper counts it: one more than the tokens, for the closing one.
    var averageLogProbability: Float { Self.average(prefixLogProbabilities + logProbabilities) }
    /// Without the prefix.
    var newAverageLogProbability: Float { Self.average(logProbabilities) }

    /// Its first `count` tokens; they lack the closing one.
    func cut(to count: Int) -> TextDecoding {
        var text = self
        text.tokens.removeSubrange(count...)
        text.prefixCount = min(prefixCount, count)
        text.prefixLogProbabilities = Array(prefixLogProbabilities.prefix(count))
        text.logProbabilities = Array(logProbabilities.prefix(count - text.prefixCount))
        return text
    }

    /// Without its first `count` tokens, which are not part of the text.
    func dropFirst(_ count: Int) -> TextDecoding {
        let count = min(count, tokens.count)
        guard count > 0 else { return self }
        var text = self
        text.tokens.removeFirst(count)
        text.prefixCount = max(0, prefixCount - count)
        text.prefixLogProbabilities = Array(prefixLogProbabilities.dropFirst(count))
        text.loop = loop.map { max(0, $0.lowerBound - count)..<max(0, $0.upperBound - count) }
        text.alignmentOffset += count
        return text
    }

    /// The log-probability of a token, nil if it is not known.
    func logProbability(ofToken index: Int) -> Float? {
        let (known, index) =
            index < prefixCount ? (prefixLogProbabilities, index) : (logProbabilities, index - prefixCount)
        return known.indices.contains(index) ? known[index] : nil
    }

    private static func average(_ logProbabilities: [Float]) -> Float {
        logProbabilities.isEmpty ? 0 : logProbabilities.reduce(0, +) / Float(logProbabilities.count)
    }
}
