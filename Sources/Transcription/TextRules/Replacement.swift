// SPDX-License-Identifier: Apache-2.0

/// A phrase that is written in another way: whole words, in any case.
public struct Replacement: Sendable, Hashable {
    /// The most characters of each of its sides, as code points.
    public static let longest = 200

    /// What is replaced.
    public let phrase: String
    /// What is written instead; empty to leave the phrase out.
    public let substitute: String
    /// The words of the phrase, as they are compared.
    let words: [String]

    /// Makes a replacement.
    ///
    /// - Throws: ``TextRulesError`` if the phrase has no letter or digit, or one of both is too long or has control characters.
    public init(_ phrase: String, with substitute: String) throws(TextRulesError) {
        (self.phrase, self.substitute) = (try Self.checked(phrase), try Self.checked(substitute))
        words = self.phrase.split(separator: " ").map { WrittenWord(String($0)).key }.filter { !$0.isEmpty }
        guard !words.isEmpty else { throw TextRulesError(.noPhrase(self.phrase)) }
    }

    /// Reads `from:to`; without a colon the phrase is left out.
    ///
    /// - Throws: ``TextRulesError``, as ``init(_:with:)``.
    public init(parsing text: String) throws(TextRulesError) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        try self.init(String(Substring(parts[0])), with: parts.count == 2 ? String(Substring(parts[1])) : "")
    }

    private static func checked(_ text: String) throws(TextRulesError) -> String {
        let scalars = text.unicodeScalars
        guard scalars.prefix(longest + 1).count <= longest else { throw TextRulesError(.tooLong(text)) }
        guard !scalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw TextRulesError(.controlCharacter(text))
        }
        return scalars.split(separator: " ").map { String(Substring($0)) }.joined(separator: " ")
    }
}
