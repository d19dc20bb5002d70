// SPDX-License-Identifier: Apache-2.0

/// Phrases to expect: names, products, terms of a field. The recognizer finds them likelier than it otherwise would.
///
/// A value that exists is valid: whoever makes it gets the error.
public struct HotWords: Sendable, Hashable {
    /// The most phrases of a session.
    public static let mostPhrases = 1_000
    /// The strengths that are allowed.
    public static let strengths: ClosedRange<Float> = 0...10

    /// The phrases; at most ``mostPhrases``.
    public let phrases: [HotWord]
    /// By how much all weights are multiplied. 1 is right for most lists; 0 turns them off.
    public let strength: Float

    /// How much memory the phrases take, in bytes, about.
    package var size: Int { phrases.reduce(0) { $0 + $1.text.utf8.count + MemoryLayout<HotWord>.stride } }

    /// Takes some phrases together.
    ///
    /// - Throws: ``HotWordsError`` if there are too many, or the strength is out of ``strengths``.
    public init(_ phrases: [HotWord], strength: Float = 1) throws(HotWordsError) {
        guard phrases.count <= Self.mostPhrases else { throw HotWordsError(.tooMany(phrases.count)) }
        guard Self.strengths.contains(strength) else { throw HotWordsError(.strength(strength)) }
        self.phrases = phrases
        self.strength = strength
    }
}
