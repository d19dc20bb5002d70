// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct TextRulesTests {
    @Test(
        arguments: [
            ("numbers", .numbers), ("Cards", .cards), ("card", .cards), ("pci", .cards), ("email", .emails),
            ("PHONES", .phones),
            ("true", .numbers),
        ] as [(String, Redaction)])
    func readsRedactions(name: String, redaction: Redaction) throws {
        #expect(try Redaction(named: name) == redaction)
    }

    @Test(arguments: [
        ("phone numbers", "\"phone numbers\" cannot be redacted. Give one of numbers, cards, emails, phones."),
        ("fones", "\"fones\" cannot be redacted: did you mean phones?"),
        ("", "\"\" cannot be redacted. Give one of numbers, cards, emails, phones."),
    ])
    func namesWhatCannotBeRedacted(name: String, expected: String) {
        let error = #expect(throws: TextRulesError.self) { try Redaction(named: name) }
        #expect(error?.description == expected)
    }

    @Test(arguments: [
        ("a:b", "a", "b"), (" a  b : c ", "a b", "c"), ("a", "a", ""), ("a:", "a", ""), ("12:30:x", "12", "30:x"),
    ])
    func readsReplacements(text: String, phrase: String, substitute: String) throws {
        let replacement = try Replacement(parsing: text)
        #expect(replacement.phrase == phrase && replacement.substitute == substitute)
    }

    @Test(arguments: [
        "", ":b", "🙂:b", "a\nb:c", "a:b\u{0}", String(repeating: "a", count: 201),
        "a:" + String(repeating: "\u{301}", count: 100_000),
    ])
    func rejectsReplacements(text: String) {
        let error = #expect(throws: TextRulesError.self) { try Replacement(parsing: text) }
        #expect(error?.description.hasSuffix(".") == true && (error?.description.utf8.count ?? 0) < 400)
    }

    @Test func rejectsTooManyReplacements() throws {
        let replacement = try Replacement("a", with: "b")
        #expect(try TextRules(replacements: Array(repeating: replacement, count: 200)).replacements.count == 200)
        let error = #expect(throws: TextRulesError.self) {
            try TextRules(replacements: Array(repeating: replacement, count: 201))
        }
        #expect(error?.description == "There are too many replacements. Give at most 200.")
    }
}
