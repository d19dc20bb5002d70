// SPDX-License-Identifier: Apache-2.0

/// How the language of a session is found where none is given.
public struct LanguageDetection: Sendable, Hashable {
    /// The languages that may be spoken, as the recognizer's codes; none for all that it knows.
    public var candidates: [String]
    /// Whether each utterance may be in another language than the one before. Otherwise the language stays once it is clear.
    public var mayChange: Bool

    /// Detects one language among candidates, or several.
    public init(candidates: [String] = [], mayChange: Bool = false) {
        self.candidates = candidates
        self.mayChange = mayChange
    }
}
