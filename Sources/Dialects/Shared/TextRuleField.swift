// SPDX-License-Identifier: Apache-2.0

import Transcription
import WireText

/// A parameter about what is changed in texts; the names are Deepgram's.
enum TextRuleField: String, CaseIterable {
    case replace
    case redact
    case profanityFilter = "profanity_filter"
    case numerals
    case fillerWords = "filler_words"

    /// What a value has to be that is not.
    struct Expectation: Error {
        let description: String
    }

    /// Takes over a value as it stands in a query or a form; an empty one says nothing. `replace` and `redact` add to what was there.
    /// - Throws: ``TextRulesError``, and ``Expectation`` for what is no truth value.
    func apply(_ text: String, to rules: inout TextRules) throws {
        guard !text.isEmpty else { return }
        switch self {
        case .replace: try rules.add(Replacement(parsing: text))
        case .redact:
            for name in text.split(ascii: ",").map(\.trimmed) where ParameterValue.text(String(name)).flag != false {
                rules.redactions.insert(try Redaction(named: String(name)))
            }
        case .profanityFilter: rules.hidesProfanity = try Self.flag(text)
        case .numerals: rules.writesNumerals = try Self.flag(text)
        case .fillerWords: rules.removesFillers = try !Self.flag(text)
        }
    }

    private static func flag(_ text: String) throws -> Bool {
        guard let flag = ParameterValue.text(text.utf8.count < 6 ? text.lowercased() : text).flag else {
            throw Expectation(description: "true or false")
        }
        return flag
    }
}
