// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

/// Languages as people and systems write them: a code of the model, or an error that helps.
struct LanguageTagTests {
    private static let base = LanguageTag.allCodes.filter { $0 != "yue" }

    @Test(arguments: [
        ("en", "en"), ("EN", "en"), ("en-US", "en"), ("en_US", "en"), ("en_US.UTF-8", "en"), ("de_DE@euro", "de"),
        (" fr ", "fr"), ("pt-BR", "pt"), ("PT_br", "pt"), ("zh-TW", "zh"), ("zh_Hant", "zh"), ("zh-Hans-CN", "zh"),
        ("cmn-Hans-CN", "zh"), ("CMN", "zh"), ("zh-cmn-Hans", "zh"), ("es-419", "es"), ("de-CH-1996", "de"),
        ("nb", "no"), ("nb-NO", "no"), ("nb_NO", "no"), ("nob", "no"), ("nn", "nn"), ("nn-NO", "nn"), ("nno", "nn"),
        ("iw", "he"), ("iw-IL", "he"), ("in", "id"), ("in_ID", "id"), ("ji", "yi"), ("jv", "jw"), ("jv-ID", "jw"),
        ("jw", "jw"), ("jav", "jw"), ("fil", "tl"), ("fil-PH", "tl"), ("mo", "ro"), ("mol", "ro"),
        ("eng", "en"), ("deu", "de"), ("ger", "de"), ("fra", "fr"), ("fre", "fr"), ("spa", "es"), ("zho_Hans", "zh"),
        ("chi", "zh"), ("eng_Latn", "en"), ("arb", "ar"), ("haw", "haw"), ("haw-US", "haw"), ("swh", "sw"),
        ("english", "en"), ("German", "de"), ("ENGLISH", "en"), ("burmese", "my"), ("myanmar", "my"),
        ("valencian", "ca"), ("flemish", "nl"), ("haitian", "ht"), ("Haitian Creole", "ht"), ("haitian_creole", "ht"),
        ("letzeburgesch", "lb"), ("pushto", "ps"), ("panjabi", "pa"), ("moldavian", "ro"), ("moldovan", "ro"),
        ("sinhalese", "si"), ("castilian", "es"), ("mandarin", "zh"), ("Filipino", "tl"), ("farsi", "fa"),
        ("yue", "zh"), ("yue-HK", "zh"), ("zh-yue", "zh"), ("cantonese", "zh"),
    ])
    func isACodeOfTheModel(tag: String, code: String) throws {
        #expect(try LanguageTag.code(of: tag, among: Self.base, model: "base") == code)
    }

    @Test(arguments: ["", "  ", "auto", "AUTO", "Auto "])
    func leavesItToTheModel(tag: String) throws {
        #expect(try LanguageTag.code(of: tag, among: Self.base) == nil)
        #expect(try LanguageTag.code(of: tag, among: ["en"]) == nil)
    }

    @Test(arguments: ["yue", "yue-HK", "zh-yue-HK", "Cantonese"])
    func cantoneseWhereTheModelHasIt(tag: String) throws {
        #expect(try LanguageTag.code(of: tag, among: LanguageTag.allCodes) == "yue")
    }

    @Test func whatAModelCallsItselfComesFirst() throws {
        #expect(try LanguageTag.code(of: "nb-NO", among: ["en", "no", "nb"]) == "no")
        #expect(try LanguageTag.code(of: "nb", among: ["en", "no", "nb"]) == "nb")
        #expect(try LanguageTag.code(of: "nn", among: ["en", "no"]) == "no")
        #expect(try LanguageTag.code(of: "jw", among: ["en", "jv"]) == "jv")
        #expect(try LanguageTag.code(of: "tlh-Latn", among: ["en", "tlh"]) == "tlh")
    }

    @Test(arguments: [
        ("engilsh", #"Unknown language "engilsh": did you mean "english" (en)?"#),
        ("Germn", #"Unknown language "Germn": did you mean "german" (de)?"#),
        ("portugese-BR", #"Unknown language "portugese-BR": did you mean "portuguese" (pt)?"#),
        ("english-US", #"Unknown language "english-US": did you mean "english" (en)?"#),
        ("enn", #"Unknown language "enn": did you mean "en" (english)?"#),
        ("en-", #"Unknown language "en-": did you mean "en" (english)?"#),
        ("jp", #"Unknown language "jp": did you mean "ja" (japanese)?"#),
        ("Deutsch", #"Unknown language "Deutsch": did you mean "german" (de)?"#),
        ("français", #"Unknown language "français": did you mean "french" (fr)?"#),
        ("mandarine", #"Unknown language "mandarine": did you mean "mandarin" (zh)?"#),
        (
            "xx",
            #"Unknown language "xx". The model base supports 99 languages, such as en, zh, de, es, ru, ko, fr, ja."#
        ),
        ("e\n", "Unknown language \"e\u{FFFD}\": did you mean \"en\" (english)?"),
        (
            "tlh",
            #"The model base does not support the language "tlh" (klingon). It supports 99 languages, such as en, zh, de, es, ru, ko, fr, ja."#
        ),
        (
            "ga-IE",
            #"The model base does not support the language "ga-IE" (irish). It supports 99 languages, such as en, zh, de, es, ru, ko, fr, ja."#
        ),
    ])
    func unknownLanguageGetsTheNearest(tag: String, message: String) {
        let error = #expect(throws: LanguageError.self) {
            try LanguageTag.code(of: tag, among: Self.base, model: "base")
        }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("fr", #"The model tiny.en does not support the language "fr" (french). It supports en."#),
        ("cmn-Hans-CN", #"The model tiny.en does not support the language "cmn-Hans-CN" (chinese). It supports en."#),
        ("french", #"The model tiny.en does not support the language "french". It supports en."#),
        ("yue", #"The model tiny.en does not support the language "yue" (cantonese). It supports en."#),
        ("nn", #"The model tiny.en does not support the language "nn" (nynorsk). It supports en."#),
        ("engilsh", #"Unknown language "engilsh": did you mean "english" (en)?"#),
        ("frensh", #"Unknown language "frensh". The model tiny.en supports en."#),
    ])
    func anEnglishModelSaysWhatItLacks(tag: String, message: String) throws {
        #expect(try LanguageTag.code(of: "en-GB", among: ["en"], model: "tiny.en") == "en")
        let error = #expect(throws: LanguageError.self) {
            try LanguageTag.code(of: tag, among: ["en"], model: "tiny.en")
        }
        #expect(error?.description == message)
    }

    @Test func ofALongTextTheBeginningIsShown() {
        for text in [
            String(repeating: "en-", count: 100_000), String(repeating: "ä", count: 100_000),
            "en" + String(repeating: "\u{301}\u{316}", count: 50_000),
        ] {
            let time = ContinuousClock().measure {
                let error = #expect(throws: LanguageError.self) { try LanguageTag.code(of: text, among: Self.base) }
                #expect(error?.description.contains("…\"") == true)
                #expect(error.map { $0.description.utf8.count < 200 } == true)
            }
            #expect(time < .milliseconds(50))
        }
    }

    @Test func theLongestTagsAreCheap() {
        let texts = ["engilsh", "xx", "zzzzzzzzzzzzzzzzzzzz", String(repeating: "a-", count: 32)]
        let time = ContinuousClock().measure {
            for _ in 0..<250 {
                for text in texts { _ = try? LanguageTag.code(of: text, among: LanguageTag.allCodes) }
            }
        }
        // A fifth of it is usual.
        #expect(time < .milliseconds(1_000), "\(time) for 1,000")
    }

    @Test func nothingMeansTwoLanguages() {
        var rows: [String: String] = [:]
        for row in LanguageTable.rows {
            for spelling in [row.code] + row.otherCodes + row.names {
                // Lao is a code and a name.
                #expect(rows.updateValue(row.code, forKey: spelling) ?? row.code == row.code, "\(spelling)")
                #expect(
                    OtherLanguages.names[spelling] == nil && OtherLanguages.meanings[spelling] == nil, "\(spelling)")
            }
        }
        #expect(LanguageTable.rows.count == 100)
        for meaning in OtherLanguages.meanings.values { #expect(rows[meaning] != nil, "\(meaning)") }
    }

    @Test func namesAsOpenAIHasThem() {
        #expect(
            ["en", "ht", "my", "nn", "yue"].map(LanguageTag.name) == [
                "english", "haitian creole", "myanmar", "nynorsk", "cantonese",
            ])
        #expect(LanguageTag.name(of: "tlh") == "tlh")
    }
}
