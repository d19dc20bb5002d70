// SPDX-License-Identifier: Apache-2.0

/// Which tokens the decoder may choose next, as in openai-whisper's logit filters.
struct TokenRules: Sendable {
    private let suppressed: [Int]
    private let suppressedAtStart: [Int]
    private let timestamps: TimestampRules?
    private let endOfText: Int

    init(
        tokenizer: Tokenizer, suppressed: [Int], suppressedAtStart: [Int], timestamps: Bool, vocabulary: Int
    ) {
        endOfText = tokenizer.endOfText
        let special = [
            tokenizer.transcribe, tokenizer.translate, tokenizer.startOfTranscript, tokenizer.startOfPrevious,
            tokenizer.startOfLanguageModel, tokenizer.noSpeech,
        ]
        let unwanted = timestamps ? [tokenizer.noTimestamps] : Array(tokenizer.noTimestamps..<vocabulary)
        self.suppressed = Set(suppressed + special + unwanted).filter { $0 >= 0 && $0 < vocabulary }
        self.suppressedAtStart = suppressedAtStart.filter { $0 >= 0 && $0 < vocabulary }
        self.timestamps = timestamps ? TimestampRules(tokenizer: tokenizer) : nil
    }

    /// Sets the logits of forbidden tokens to −∞.
    ///
    /// - Parameter sampled: The tokens after the prompt.
    func apply(to logits: inout [Float], after sampled: [Int]) {
        logits.withUnsafeMutableBufferPointer { logits in
            for token in suppressed { logits[token] = -.infinity }
            if sampled.isEmpty { for token in suppressedAtStart { logits[token] = -.infinity } }
            timestamps?.apply(to: logits, after: sampled, endOfText: endOfText)
        }
    }
}
