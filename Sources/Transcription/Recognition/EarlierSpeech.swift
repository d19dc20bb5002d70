// SPDX-License-Identifier: Apache-2.0

/// Earlier utterances at the beginning of a request's audio, whose text is final.
public struct EarlierSpeech: Sendable, Hashable {
    /// The recognizer's tokens of their text, with which it goes on.
    public var tokens: [Int]
    /// The sample at which their audio ends, counted from the request's first.
    public var end: Int
    /// Their language as an ISO 639-1 code.
    public var language: String

    /// Describes earlier utterances.
    public init(tokens: [Int], end: Int, language: String) {
        self.tokens = tokens
        self.end = end
        self.language = language
    }
}
