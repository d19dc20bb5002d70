// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime

/// The fields of a form with a recording.
struct OpenAIFileRequestTests {
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr"])

    private static func read(
        _ fields: KeyValuePairs<String, String>, task: RecognitionTask = .transcribe, model: ServedModel = model
    ) throws -> OpenAIFileRequest {
        try OpenAIFileRequest(fields: fields.map { ($0.key, $0.value) }, task: task, model: model)
    }

    @Test func whatIsLeftOut() throws {
        let request = try Self.read(["model": "whisper-1"])
        #expect(request.format == .json)
        #expect(request.language == .any && request.prompt == nil && !request.streams && !request.wantsWords)
        #expect(request.wantsSegments)
    }

    @Test func whatOfficialClientsSend() throws {
        let request = try Self.read([
            "model": "gpt-4o-transcribe", "language": "de", "prompt": "Umlaute: äöü", "response_format": "verbose_json",
            "temperature": "0", "stream": "true", "timestamp_granularities[]": "word", "chunking_strategy": "auto",
            "chunking_strategy[type]": "server_vad", "include[]": "logprobs", "keywords[]": "Steno", "unheard_of": "x",
        ])
        #expect(request.language.code == "de")
        #expect(request.prompt == "Umlaute: äöü")
        #expect(request.hotWords == (try HotWords([HotWord("Steno")])))
        #expect(request.format == .verboseJSON)
        #expect(request.streams && request.wantsWords && !request.wantsSegments)
    }

    @Test func rulesAboutTheText() throws {
        let fields = [
            ("model", "base"), ("replace[]", "a:b"), ("replace[]", "c"), ("redact[]", "cards,emails"),
            ("numerals", "true"),
            ("profanity_filter", "1"), ("filler_words", "False"), ("languages[]", "de"), ("languages[]", "en"),
        ]
        let request = try OpenAIFileRequest(fields: fields, task: .transcribe, model: Self.model)
        let expected = try TextRules(
            removesFillers: true, replacements: [Replacement("a", with: "b"), Replacement("c", with: "")],
            writesNumerals: true, hidesProfanity: true, redactions: [.cards, .emails])
        #expect(request.configuration.textRules == expected)
        #expect(request.configuration.detection.candidates == ["de", "en"] && request.configuration.language == nil)
    }

    @Test(arguments: ["timestamp_granularities[]", "timestamp_granularities", "timestamp_granularities[0]"])
    func listsWithAndWithoutBrackets(name: String) throws {
        let fields = [("model", "base"), (name, "word"), (name, "segment")]
        let request = try OpenAIFileRequest(fields: fields, task: .transcribe, model: Self.model)
        #expect(request.wantsWords && request.wantsSegments)
    }

    @Test(arguments: [("de", "de"), ("DE", "de"), ("de-AT", "de"), ("german", "de"), ("English", "en"), ("", nil)])
    func languages(text: String, code: String?) throws {
        #expect(try Self.read(["model": "base", "language": text]).language.code == code)
    }

    @Test(
        arguments: [
            ("language", "tlh"), ("response_format", "yaml"), ("response_format", "diarized_json"),
            ("temperature", "2"), ("temperature", "warm"), ("keywords[]", "a\nb"),
            ("hotwords", "Steno:1e9"), ("redact[]", "names"), ("replace", ":b"), ("numerals", "perhaps"),
            ("languages[]", "xx"), ("timestamp_granularities[]", "syllable"), ("model", ""),
        ])
    func whatIsWrongIsNamed(name: String, value: String) {
        let error = #expect(throws: OpenAIError.self) { try Self.read(["model": "base", name: value]) }
        #expect(error?.status == .badRequest)
        #expect(error?.param == String(name.prefix { $0 != "[" }))
    }

    @Test func aTranslationNeedsAMultilingualModel() throws {
        #expect(try Self.read(["model": "x"], task: .translate).configuration.task == .translate)
        let english = ServedModel(name: "tiny.en", languages: ["en"])
        let error = #expect(throws: OpenAIError.self) {
            try Self.read(["model": "x"], task: .translate, model: english)
        }
        #expect(error?.param == "model" && error?.message.contains("tiny.en") == true)
    }

    @Test func aLongPromptIsCutAtItsBeginning() throws {
        let prompt = try Self.read(["model": "x", "prompt": String(repeating: "a", count: 9_000) + "end"]).prompt
        #expect(prompt?.text.count == 2_000 && prompt?.text.hasSuffix("aend") == true)
    }
}
