// SPDX-License-Identifier: Apache-2.0

extension Transcript {
    /// Above it a text repeats itself.
    private static let highestCompressionRatio: Float = 2.4
    /// Below it a text is improbable.
    static let lowestLogProbability: Float = -1
    /// Above it, together with an improbable text, nobody speaks.
    static let silenceProbability: Float = 0.6

    /// Whether the text loops, repeats itself or is improbable, although there is speech.
    func isDoubtful(_ options: DecodingOptions) -> Bool {
        if isLooping && !options.acceptsCutLoops || compressionRatio > Self.highestCompressionRatio { return true }
        return averageLogProbability + hotWordBonus < Self.lowestLogProbability
            && noSpeechProbability <= Self.silenceProbability
    }
}
