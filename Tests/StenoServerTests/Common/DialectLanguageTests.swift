// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HTTPWebSocket
import NIOCore
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import StenoServer
@testable import WireText

/// Every dialect takes the same tags, and tells what is wrong with one in its own form.
struct DialectLanguageTests {
    private static let model = ServedModel(name: "base", languages: LanguageTag.allCodes.filter { $0 != "yue" })
    private static let english = ServedModel(name: "tiny.en", languages: ["en"])
    private static let tags = [
        ("nb", "no"), ("nb-NO", "no"), ("nn", "nn"), ("iw", "he"), ("in", "id"), ("ji", "yi"), ("jv", "jw"),
        ("fil", "tl"), ("cmn-Hans-CN", "zh"), ("zh-TW", "zh"), ("ZH_hant", "zh"), ("yue", "zh"), ("pt_BR", "pt"),
        ("deu", "de"), ("german", "de"), ("English", "en"), ("auto", nil),
    ]
    private static let wrong = [
        ("engilsh", #"did you mean "english" (en)?"#), ("xx", "99 languages, such as en"), ("ga", "(irish)"),
        (String(repeating: "en", count: 5_000), "…"),
    ]

    private static func whisperLive(_ language: String, _ model: ServedModel) throws(SessionFault) -> String? {
        var options = WhisperLiveOptions(uid: "me")
        try options.apply(["language": .text(language)], model: model)
        return options.configuration.language
    }

    private static func realtime(_ language: String, _ model: ServedModel) throws(OpenAIError) -> String? {
        try OpenAILanguage.choice([language], of: model, param: "session.audio.input.transcription.language").code
    }

    private static func file(_ language: String, _ model: ServedModel) throws -> String? {
        try OpenAIFileRequest(
            fields: [("model", "base"), ("language", language)], task: .transcribe, model: model
        ).language.code
    }

    private static func deepgram(_ language: String, _ model: ServedModel) throws -> String? {
        try DeepgramOptions(query: [("language", .text(language))], model: model).language.code
    }

    private static func steno(_ language: String, _ model: ServedModel) throws -> String? {
        var configuration = StenoConfiguration()
        try configuration.apply([("language", .text(language))], model: model)
        return configuration.language.code
    }

    @Test(arguments: Self.tags) func theSameTagsEverywhere(tag: String, code: String?) throws {
        #expect(try Self.steno(tag, Self.model) == code)
        #expect(try Self.file(tag, Self.model) == code)
        #expect(try Self.realtime(tag, Self.model) == code)
        #expect(try Self.deepgram(tag, Self.model) == code)
        #expect(try Self.whisperLive(tag, Self.model) == code)
        var wyoming = WyomingDialect(model: Self.model)
        _ = wyoming.receive(.event(WyomingEvent(type: "transcribe", data: ["language": .text(tag)])))
        let audio = WyomingEvent(
            type: "audio-chunk", data: ["rate": 16_000, "width": 2, "channels": 1], payload: ByteBuffer(bytes: [0, 0]))
        guard case .start(_, let configuration)? = wyoming.receive(.event(audio)).first else {
            Issue.record("no start")
            return
        }
        #expect(configuration.language == code)
    }

    @Test(arguments: Self.wrong) func errorsInEachForm(tag: String, shown: String) throws {
        let steno = #expect(throws: SessionFault.self) { try Self.steno(tag, Self.model) }
        #expect(steno?.code == .invalidParameter && steno?.message.contains(shown) == true)
        let file = #expect(throws: OpenAIError.self) { try Self.file(tag, Self.model) }
        #expect(file?.code == "unsupported_language" && file?.param == "language")
        #expect(file?.message.contains(shown) == true && file?.status == .badRequest)
        let realtime = #expect(throws: OpenAIError.self) { try Self.realtime(tag, Self.model) }
        #expect(realtime?.message.contains(shown) == true && realtime?.param?.hasSuffix(".language") == true)
        let deepgram = #expect(throws: DeepgramError.self) { try Self.deepgram(tag, Self.model) }
        #expect(deepgram?.message.contains(shown) == true && deepgram?.message.contains("language=multi") == true)
        let whisperLive = #expect(throws: SessionFault.self) { try Self.whisperLive(tag, Self.model) }
        #expect(whisperLive?.message.contains(shown) == true)
        var wyoming = WyomingDialect(model: Self.model)
        let actions = wyoming.receive(.event(WyomingEvent(type: "transcribe", data: ["language": .text(tag)])))
        guard case .emit(let error)? = actions.first else {
            Issue.record("\(actions)")
            return
        }
        #expect(error.type == "error" && error.data["text"]?.text?.contains(shown) == true)
    }

    @Test func anEnglishModelLacksTheOthers() throws {
        let lacks = #"The model tiny.en does not support the language "fr-CA" (french). It supports en."#
        #expect(throws: SessionFault(.invalidParameter, lacks)) { try Self.steno("fr-CA", Self.english) }
        let deepgram = #expect(throws: DeepgramError.self) { try Self.deepgram("fr-CA", Self.english) }
        #expect(deepgram?.message == lacks)
        #expect(try Self.steno("en-GB", Self.english) == "en" && Self.deepgram("eng", Self.english) == "en")
    }

    @Test func thePageOffersCodesOfTheTable() throws {
        let page = String(decoding: PackageResources.index_html, as: UTF8.self)
        let codes = page.matches(of: /<option value="([^"]+)"/).map { String($0.output.1) }
        #expect(codes.count > 10 && codes.allSatisfy(LanguageTag.allCodes.contains))
    }

    @Test(arguments: ["multi", "MULTI"]) func anyLanguageOfDeepgram(tag: String) throws {
        #expect(try Self.deepgram(tag, Self.model) == nil)
    }
}
