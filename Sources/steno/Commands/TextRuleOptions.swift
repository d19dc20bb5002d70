// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Transcription

/// Options about what is changed in the text.
struct TextRuleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A word or phrase to write in another way, in any case. May be repeated; without :to it is left out.",
            valueName: "from:to"))
    var replace: [String] = []

    @Option(
        help: ArgumentHelp(
            "What to hide, with commas: numbers, cards, emails, phones.", valueName: "kinds"))
    var redact: [String] = []

    @Flag(help: "Hide swear words except for their first letter (English).")
    var profanityFilter = false

    @Flag(help: "Write numbers in digits that are spelled out (English).")
    var numerals = false

    @Flag(help: "Leave out uh, um and the like (English).")
    var noFillerWords = false

    func validate() throws {
        do { _ = try rules() } catch { throw ValidationError("\(error)") }
    }

    /// The rules that they make.
    func rules() throws(TextRulesError) -> TextRules {
        var rules = try TextRules(
            removesFillers: noFillerWords, writesNumerals: numerals, hidesProfanity: profanityFilter)
        for text in replace { try rules.add(Replacement(parsing: text)) }
        for name in redact.flatMap({ $0.split(separator: ",") }) {
            rules.redactions.insert(try Redaction(named: name.filter { $0 != " " }))
        }
        return rules
    }

    /// The same as parameters of a server. A later one of a name counts there, so lists are joined.
    var parameters: [(String, String)] {
        [
            replace.isEmpty ? nil : ("replace", replace.map { $0.replacing(",", with: " ") }.joined(separator: ",")),
            redact.isEmpty ? nil : ("redact", redact.joined(separator: ",")),
            profanityFilter ? ("profanity_filter", "true") : nil, numerals ? ("numerals", "true") : nil,
            noFillerWords ? ("filler_words", "false") : nil,
        ].compactMap(\.self)
    }
}
