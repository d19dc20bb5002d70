// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct LanguageChoiceTests {
    private static let languages = ["en", "de", "fr", "yue"]

    private static func choice(_ texts: String...) throws(LanguageError) -> LanguageChoice {
        try LanguageChoice(parsing: texts, among: languages, model: "base")
    }

    @Test(
        arguments: [
            ("", nil, [], false, "auto"), ("auto", nil, [], false, "auto"), ("en", "en", [], false, "en"),
            ("German,", "de", [], false, "de"), ("en, de-AT ,en", nil, ["en", "de"], false, "en,de"),
            ("auto,fr", "fr", [], false, "fr"), ("multi", nil, [], true, "multi"),
            (" MULTI, fr,en", nil, ["fr", "en"], true, "multi,fr,en"), ("multi,en", "en", [], false, "en"),
            (",,,", nil, [], false, "auto"),
        ] as [(String, String?, [String], Bool, String)])
    func reads(text: String, code: String?, candidates: [String], mayChange: Bool, written: String) throws {
        let choice = try Self.choice(text)
        #expect(choice.code == code && choice.text == written)
        #expect(choice.detection == LanguageDetection(candidates: candidates, mayChange: mayChange))
        #expect(try Self.choice(written) == choice)
    }

    @Test func readsSeveralTexts() throws {
        #expect(try Self.choice("en", "fr,cantonese").detection.candidates == ["en", "fr", "yue"])
        #expect(try Self.choice() == .any)
    }

    @Test(arguments: ["klingon", "en,klingon", "multi,xx", "en;de", String(repeating: "e", count: 10_000)])
    func namesWhatIsNoLanguage(text: String) {
        let error = #expect(throws: LanguageError.self) { try Self.choice(text) }
        #expect((error?.description.utf8.count ?? 0) < 200)
    }

    @Test func namesWhatTheModelLacks() {
        let error = #expect(throws: LanguageError.self) { try Self.choice("en,es") }
        #expect(error?.description.hasPrefix("The model base does not support the language \"es\" (spanish).") == true)
    }
}
