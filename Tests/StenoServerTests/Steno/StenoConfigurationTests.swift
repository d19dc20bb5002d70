// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import Testing
import Transcription
import VoiceActivity

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// Parameters in, a configuration or an error out.
struct StenoConfigurationTests {
    static let model = ServedModel(name: "base", languages: ["en", "de", "ja"])

    private func configure(_ query: String, model: ServedModel = Self.model) throws -> StenoConfiguration {
        var configuration = StenoConfiguration()
        try configuration.apply(HTTPQuery.parse(query), model: model)
        return configuration
    }

    @Test func everyParameterReachesTheSession() throws {
        let configuration = try self.configure(
            "sample_rate=48000&encoding=s16&channels=2&language=DE&task=translate&prompt=red+green%2C%20bl%C3%BCe&model=base"
                + "&partial_interval_ms=250&silence_duration_ms=800&min_speech_ms=100&vad_threshold=0.6&max_utterance_s=20"
                + "&words=true")
        #expect(configuration.format.sampleRate == 48_000 && configuration.channels == 2)
        #expect(configuration.encoding == .s16)
        #expect(configuration.warnings.isEmpty)
        let session = configuration.session
        #expect(session.language == "de")
        #expect(session.task == .translate)
        #expect(session.prompt == "red green, blüe")
        #expect(session.partialInterval == 4_000)
        #expect(session.endpointer.silence == 12_800)
        #expect(session.endpointer.minimumSpeech == 1_600)
        #expect(session.endpointer.threshold == 0.6)
        #expect(session.endpointer.maximumUtterance == 320_000)
        #expect(session.segmentation == .voiceActivity)
        #expect(session.wordTimes)
    }

    @Test func defaultsAreTheTutorialsProtocol() throws {
        let configuration = try self.configure("")
        #expect(configuration == StenoConfiguration())
        #expect(
            configuration.encoding == .f32 && configuration.format.sampleRate == 16_000 && configuration.channels == 1)
        #expect(configuration.session.language == nil)
        #expect(configuration.session.partialInterval == 8_000)
    }

    @Test func fixedSegmentationHasItsChunkAndOverlap() throws {
        #expect(try self.configure("segmentation=fixed").session.segmentation == .fixed(chunk: 48_000, overlap: 8_000))
        let other = try self.configure("segmentation=fixed&chunk_duration_s=5&overlap_s=1.25")
        #expect(other.session.segmentation == .fixed(chunk: 80_000, overlap: 20_000))
    }

    @Test func aLowThresholdKeepsTheHysteresisAboveZero() throws {
        let endpointer = try self.configure("vad_threshold=0.05").session.endpointer
        #expect(endpointer.threshold - endpointer.hysteresis > 0)
        try endpointer.validate()
    }

    @Test(arguments: [
        ("sample_rate=7999", "8000 to 192000 Hz"), ("sample_rate=192001", "8000 to 192000 Hz"),
        ("sample_rate=16000.5", "a whole number"), ("sample_rate=fast", "\"fast\""), ("sample_rate=", "\"\""),
        ("channels=0", "1 to 32"), ("task=summarize", "transcribe or translate"), ("language=xx", "en, de, ja"),
        ("partial_interval_ms=99", "100 to 30000 ms"), ("silence_duration_ms=nan", "50 to 60000 ms"),
        ("min_speech_ms=-1", "0 to 10000 ms"), ("vad_threshold=1.1", "0.05 to 0.99"),
        ("max_utterance_s=31", "2 to 28 s"), ("words=perhaps", "true or false"), ("segmentation=magic", "vad, fixed"),
        ("chunk_duration_s=0.5", "1 to 25 s"), ("overlap_s=inf", "0.1 to 12 s"),
        ("chunk_duration_s=2&overlap_s=1.9", "at least 0.5 s less"),
    ])
    func aValueOutOfRangeNamesTheParameterAndTheRange(query: String, range: String) throws {
        let error = #expect(throws: SessionFault.self) { try self.configure(query) }
        #expect(error?.code == .invalidParameter)
        #expect(error?.closeCode == .policyViolation)
        let name = query.split(separator: "&").last?.split(separator: "=").first ?? ""
        #expect(
            error?.message.contains(name) == true && error?.message.contains(range) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: ["aac", "pcm", "s24le", ""])
    func anotherEncodingIsRejectedWithThoseThatAreSupported(encoding: String) throws {
        let error = #expect(throws: SessionFault.self) { try self.configure("encoding=\(encoding)") }
        #expect(error?.code == .unsupportedEncoding)
        #expect(error?.message.contains("f32") == true && error?.message.contains("s16") == true)
    }

    @Test(arguments: [("pcm16", "s16"), ("linear16", "s16"), ("S16LE", "s16"), ("ulaw", "mulaw"), ("F32", "f32")])
    func anEncodingByAnotherNameIsTheSame(name: String, encoding: String) throws {
        for parameter in ["encoding", "format"] {
            #expect(try self.configure("\(parameter)=\(name)").encoding.rawValue == encoding)
        }
    }

    @Test func anEncodingThatMayBeSeveralIsAsked() {
        let error = #expect(throws: SessionFault.self) { try self.configure("encoding=pcm") }
        #expect(error?.message.contains("The encoding \"pcm\" is not supported: did you mean s16? Send one of") == true)
    }

    @Test func languageByNameIsReportedAsCode() throws {
        #expect(try self.configure("language=english").language.code == "en")
        #expect(try self.configure("language=ja_JP.UTF-8").language.code == "ja")
    }

    @Test func anotherModelIsRejectedWithTheOneThatIsServed() throws {
        let error = #expect(throws: SessionFault.self) { try self.configure("model=large-v3") }
        #expect(error?.code == .unknownModel)
        #expect(error?.message.contains("base") == true)
    }

    @Test func anEnglishOnlyModelDoesNotTranslate() throws {
        let english = ServedModel(name: "tiny.en", languages: ["en"])
        #expect(throws: SessionFault.self) { try self.configure("task=translate", model: english) }
        #expect(try self.configure("language=auto&task=transcribe", model: english).language == .any)
    }

    @Test func unknownParametersAreWarnedOfAndIgnored() throws {
        let configuration = try self.configure("hotword=Steno&language=en&color")
        #expect(configuration.language.code == "en")
        #expect(configuration.warnings.count == 2)
        #expect(configuration.warnings.first?.contains("hotword") == true)
    }

    @Test func severalLanguages() throws {
        for query in ["languages=en,de", "language=English,+de", "languages=de&languages=en,de-AT"] {
            let configuration = try self.configure(query)
            #expect(
                configuration.session.language == nil && configuration.session.detection.candidates == ["en", "de"])
            #expect(configuration.json(model: "base")["language"] == "en,de")
        }
        let multi = try self.configure("language=Multi,ja,en")
        #expect(multi.session.detection == LanguageDetection(candidates: ["ja", "en"], mayChange: true))
        #expect(multi.json(model: "base")["language"] == "multi,ja,en")
        var list = StenoConfiguration()
        try list.apply([("languages", .other(["ja", "en"]))], model: Self.model)
        #expect(list.session.detection.candidates == ["ja", "en"])
        #expect(try self.configure("languages=ja").session.language == "ja")
        #expect(throws: SessionFault.self) { try self.configure("languages=en,klingon") }
        #expect(throws: SessionFault.self) { try list.apply([("languages", .other(["en", 7]))], model: Self.model) }
    }

    @Test func rulesAboutTheText() throws {
        let query = "replace=a+b:c,x&redact=cards,+Email&profanity_filter=true&numerals=1&filler_words=false"
        let configuration = try self.configure(query)
        let expected = try TextRules(
            removesFillers: true, replacements: [Replacement("a b", with: "c"), Replacement("x", with: "")],
            writesNumerals: true, hidesProfanity: true, redactions: [.cards, .emails])
        #expect(configuration.session.textRules == expected)
        let json = configuration.json(model: "base")
        #expect(json["replace"] == ["a b:c", "x:"] && json["redact"] == ["cards", "emails"])
        #expect(json["profanity_filter"] == true && json["numerals"] == true && json["filler_words"] == false)
        var list = StenoConfiguration()
        let replacements: JSONValue = ["x:y", ["from": "12:30", "to": "noon"], ["from": "z"]]
        try list.apply([("replace", .other(replacements)), ("redact", .other(["phones"]))], model: Self.model)
        #expect(list.session.textRules.replacements.map(\.phrase) == ["x", "12:30", "z"])
        try list.apply([("replace", .null), ("redact", .null)], model: Self.model)
        #expect(list.session.textRules.isEmpty && list.json(model: "base")["replace"] == nil)
    }

    @Test(arguments: [
        "replace=:b", "replace=a%00b:c", "redact=everything", "numerals=perhaps",
        "replace=" + Array(repeating: "a:b", count: 201).joined(separator: ","),
        "replace=" + String(repeating: "a", count: 201) + ":b",
    ]) func rulesThatCannotBe(query: String) {
        let fault = #expect(throws: SessionFault.self) { try self.configure(query) }
        #expect(fault?.code == .invalidParameter && fault?.message.hasSuffix(".") == true)
    }

    @Test func hotWordsComeAsTextOrList() throws {
        let words = [try HotWord("Steno"), try HotWord("rigor mortis", weight: 2)]
        let text = try self.configure("hotwords=Steno,+rigor+mortis:2&hotwords_strength=0.5")
        #expect(text.session.hotWords == (try HotWords(words, strength: 0.5)))
        var list = StenoConfiguration()
        let phrases: JSONValue = ["Steno", ["phrase": "rigor mortis", "weight": .number(2)]]
        try list.apply([("hotwords", .other(phrases))], model: Self.model)
        #expect(list.session.hotWords == (try HotWords(words)))
        #expect(
            list.json(model: "base")["hotwords"] == phrases
                && list.json(model: "base")["hotwords_strength"] == .number(1))
        try list.apply([("hotwords", .null)], model: Self.model)
        #expect(list.session.hotWords == nil && list.json(model: "base")["hotwords"] == nil)
    }

    @Test(arguments: [
        "hotwords=a:1e9", "hotwords=a:nan", "hotwords=a%09b%00", "hotwords=%E2%80%8D", "hotwords_strength=11",
        "hotwords_strength=nan", "hotwords=" + String(repeating: "a", count: 201),
        "hotwords=" + String(repeating: "a,", count: 1_001),
    ]) func hotWordsThatCannotBe(query: String) {
        let fault = #expect(throws: SessionFault.self) { try self.configure(query) }
        #expect(fault?.code == .invalidParameter && fault?.message.hasSuffix(".") == true)
    }

    @Test(arguments: ["a%", "a%2", "a%zz", "=", "&&", "a=b=c", "%FF=%C3%28"])
    func anyQueryIsRead(query: String) throws {
        _ = try self.configure(query)
    }

    @Test func warningsDoNotGrowWithWhatComesIn() throws {
        var configuration = StenoConfiguration()
        for _ in 0..<3 {
            try configuration.apply((0..<50).map { ("unknown\($0)", .null) }, model: Self.model)
        }
        #expect(configuration.warnings.count == 20 && Set(configuration.warnings).count == 20)
    }

    @Test func aCharacterOfManyMarksIsLong() throws {
        let long = "e" + String(repeating: "\u{301}", count: 3_000)
        #expect(long.count == 1)
        let error = #expect(throws: SessionFault.self) {
            var configuration = StenoConfiguration()
            try configuration.apply([("prompt", .text(long))], model: Self.model)
        }
        #expect(error?.code == .invalidParameter && error?.message.contains("2000 bytes") == true)
        #expect((error?.message.utf8.count ?? 0) < 1_000)
    }
}
