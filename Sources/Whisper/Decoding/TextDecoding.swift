/// One attempt at decoding a text.
struct TextDecoding {
    var tokens: [Int]
    /// Log-probability of each token, and of the closing one if it came.
    var logProbabilities: [Float]
    var noSpeechProbability: Float
    /// Where a loop begins, if the decoder was stopped in one.
    var loopStart: Int?
    /// Rows of cross-attention of each alignment head, one a decoded token (prompt and prefix included).
    var alignment: [[Float]]
    /// Rows in front of the first text token's.
    var alignmentOffset: Int

    /// As Whisper counts it: one more than the tokens, for the closing one.
    var averageLogProbability: Float {
        logProbabilities.isEmpty ? 0 : logProbabilities.reduce(0, +) / Float(logProbabilities.count)
    }
}
