// SPDX-License-Identifier: Apache-2.0

/// What is changed in a text before anybody reads it: in partials and finals, in their words, and so in everything made of them.
///
/// The rules follow each other in the order in which they stand here. None is applied to what another one wrote twice.
public struct TextRules: Sendable, Hashable {
    /// The most replacements of a session.
    public static let mostReplacements = 200

    /// Removes "uh", "um" and the like; in English.
    public var removesFillers: Bool
    /// Phrases that are written in another way; at most ``mostReplacements``. Of two that fit, the longer one counts, then the first.
    public private(set) var replacements: [Replacement]
    /// Writes numbers in digits that the recognizer spelled out; in English.
    public var writesNumerals: Bool
    /// Writes the first letter of a swear word and hides the others; in English.
    public var hidesProfanity: Bool
    /// What is hidden.
    public var redactions: Set<Redaction>

    /// Makes rules; none by default.
    ///
    /// - Throws: ``TextRulesError`` if there are too many replacements.
    public init(
        removesFillers: Bool = false, replacements: [Replacement] = [], writesNumerals: Bool = false,
        hidesProfanity: Bool = false, redactions: Set<Redaction> = []
    ) throws(TextRulesError) {
        self.init()
        (self.removesFillers, self.writesNumerals) = (removesFillers, writesNumerals)
        (self.hidesProfanity, self.redactions) = (hidesProfanity, redactions)
        for replacement in replacements { try add(replacement) }
    }

    /// No rules.
    public init() {
        (removesFillers, replacements, writesNumerals, hidesProfanity, redactions) = (false, [], false, false, [])
    }

    /// Adds a replacement.
    ///
    /// - Throws: ``TextRulesError`` if there are too many.
    public mutating func add(_ replacement: Replacement) throws(TextRulesError) {
        guard replacements.count < Self.mostReplacements else { throw TextRulesError(.tooManyReplacements) }
        replacements.append(replacement)
    }

    /// The same with other replacements.
    ///
    /// - Throws: ``TextRulesError`` if there are too many.
    public func replacing(_ replacements: [Replacement]) throws(TextRulesError) -> TextRules {
        var rules = self
        rules.replacements = []
        for replacement in replacements { try rules.add(replacement) }
        return rules
    }

    /// Whether nothing is changed.
    public var isEmpty: Bool { self == TextRules() }
}
