// SPDX-License-Identifier: Apache-2.0

/// The text of one stretch of audio.
public struct Transcript: Sendable, Equatable {
    /// A word with its tokens and, where asked for, its times.
    public struct Word: Sendable, Equatable {
        /// With the space before it, as the model spells it.
        public var text: String
        /// The tokens that spell it.
        public var tokens: [Int]
        /// Samples from the start of the audio; both 0 unless word times were asked for.
        public var start: Int
        /// Where its last sound ends, likewise.
        public var end: Int
        /// The mean probability of its tokens, 0 to 1.
        public var probability: Float
    }

    /// Without white space at its ends.
    public var text: String
    /// Text tokens, and timestamps where asked for.
    public var tokens: [Int]
    /// The text divided into words.
    public var words: [Word]
    /// The code of the language spoken.
    public var language: String
    /// The probability of each language by its code, 0 to 1, where the model was asked.
    public var languageProbabilities: [String: Float] = [:]
    /// The mean log-probability of the tokens, the closing one included: of all whose probability is known.
    public var averageLogProbability: Float
    /// That of the tokens after the prefix.
    public var newAverageLogProbability: Float
    /// The bonus of the hot words in the text, divided as ``averageLogProbability`` is: so much less probable a text may be.
    public var hotWordBonus: Float = 0
    /// The probability that nobody speaks, 0 to 1.
    public var noSpeechProbability: Float
    /// Bytes of the text divided by its bytes when compressed; above 2.4 it repeats itself.
    public var compressionRatio: Float
    /// 0 for greedy decoding.
    public var temperature: Float
    /// Whether the text was still looping when the last attempt ended; it is cut before the loop's second round.
    public var isLooping: Bool
}
