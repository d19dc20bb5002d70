// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Testing
import Transcription
import VoiceActivity

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// What a query asks for.
struct DeepgramOptionsTests {
    private static func options(_ query: String, languages: [String] = ["en", "de"]) throws -> DeepgramOptions {
        try DeepgramOptions(
            query: HTTPQuery.parse(query), model: ServedModel(name: "base", languages: languages))
    }

    @Test func defaults() throws {
        let options = try Self.options("")
        #expect(options.encoding == .auto && options.channels == 1 && options.language.code == "en")
        #expect(!options.interimResults && !options.tellsSpeech && options.utteranceEnd == nil)
        #expect(options.tellsEndpoints && options.live.wordTimes)
        #expect(options.live.endpointer.silence == Endpointer.Settings().silence)
    }

    @Test(
        arguments: [
            ("linear16", AudioEncoding.s16), ("linear32", .f32), ("mulaw", .mulaw), ("alaw", .alaw), ("flac", .flac),
            ("opus", .opus), ("ogg-opus", .ogg), ("Linear16", .s16),
        ])
    func encodings(name: String, encoding: AudioEncoding) throws {
        #expect(try Self.options("encoding=\(name)&sample_rate=8000").encoding == encoding)
    }

    @Test(
        arguments: [
            "encoding=amr-nb", "encoding=nonsense", "sample_rate=fast", "sample_rate=10", "channels=0", "channels=21",
            "interim_results=perhaps", "endpointing=soon", "endpointing=-1", "utterance_end_ms=x", "language=xx",
            "redact=ssn", "numerals=perhaps", "replace=:x",
        ])
    func refused(query: String) {
        #expect(throws: DeepgramError.self) { try Self.options(query) }
    }

    @Test func whatMeansNothingHereIsIgnored() throws {
        let query =
            "no_delay=true&filler_words=&model=nova-3&version=latest&punctuate=true&smart_format=maybe&tag=a&tag=b"
            + "&extra%5Bk%5D=v&callback=http%3A%2F%2Fx&diarize=true&redact=false&mip_opt_out=true"
        #expect(try Self.options(query) == Self.options(""))
    }

    @Test(arguments: ["true", "True", "1"])
    func truth(text: String) throws {
        let options = try Self.options("interim_results=\(text)&vad_events=\(text)&multichannel=\(text)")
        #expect(options.interimResults && options.tellsSpeech && options.isMultichannel)
    }

    @Test func endpointing() throws {
        let silence = { (query: String) in
            try Self.options(query).live.endpointer.silence / 16
        }
        #expect(try silence("endpointing=300") == 300)
        #expect(try silence("endpointing=25") == 300)
        #expect(try silence("endpointing=2000") == 2_000)
        #expect(try silence("endpointing=60000") == 60_000)
        for off in ["false", "0", "False"] {
            let options = try Self.options("endpointing=\(off)")
            #expect(!options.tellsEndpoints)
            #expect(options.live.endpointer.silence == Endpointer.Settings().silence)
        }
        #expect(try Self.options("endpointing=true").tellsEndpoints)
        try Self.options("endpointing=300").live.validate()
        try Self.options("endpointing=60000").live.validate()
    }

    @Test func languages() throws {
        #expect(try Self.options("language=de-DE").language.code == "de")
        #expect(try Self.options("language=multi").live.detection == LanguageDetection(mayChange: true))
        #expect(try Self.options("detect_language=true").language == .any)
        for query in ["detect_language=en&detect_language=de", "detect_language=en,de", "detect_language=en,German"] {
            #expect(try Self.options(query).recording.detection == LanguageDetection(candidates: ["en", "de"]))
        }
        #expect(try Self.options("detect_language=de").language.code == "de")
        #expect(throws: DeepgramError.self) { try Self.options("detect_language=en&detect_language=xx") }
        #expect(try Self.options("detect_language=false&language=de").language.code == "de")
        #expect(throws: DeepgramError.self) { try Self.options("language=de", languages: ["en"]) }
    }

    @Test func wordsToExpect() throws {
        let options = try Self.options(
            "keyterm=red+green&keywords=Steno:2.5&keywords=no:-3&keywords=a:b&keyterm=%5B%27x+y%27%2C+%27z%27%5D")
        let words = options.live.hotWords?.phrases ?? []
        #expect(words.map(\.text) == ["red green", "Steno", "no", "a:b", "x y", "z"])
        #expect(words.map(\.weight) == [1, 2.5, -3, 1, 1, 1])
        #expect(options.recording.hotWords == options.live.hotWords && options.live.prompt == nil)
        #expect(try Self.options("keyterm=&keywords=").live.hotWords == nil)
    }

    @Test(arguments: [
        "keywords=Steno:nan", "keywords=Steno:1e9", "keyterm=%F0%9F%99%82", "keyterm=a%0Ab",
        "keyterm=" + String(repeating: "a", count: 201),
        Array(repeating: "keyterm=a", count: 1_001).joined(separator: "&"),
    ]) func wordsThatCannotBeExpected(query: String) {
        let error = #expect(throws: DeepgramError.self) { try Self.options(query) }
        #expect(error?.message.hasSuffix(".") == true)
    }

    @Test func rulesAboutTheText() throws {
        let options = try Self.options(
            "replace=a,b:c&replace=x&redact=pci&redact=phones,numbers&profanity_filter=true&filler_words=false&numerals=TRUE"
        )
        let expected = try TextRules(
            removesFillers: true, replacements: [Replacement("a,b", with: "c"), Replacement("x", with: "")],
            writesNumerals: true, hidesProfanity: true, redactions: [.cards, .phones, .numbers])
        #expect(options.live.textRules == expected && options.recording.textRules == expected)
        #expect(try Self.options("filler_words=true&redact=false&replace=").live.textRules.isEmpty)
    }

    @Test func searchesExactWords() throws {
        let options = try Self.options("search=ask+not&search=moon&search=Country")
        let words = DeepgramWord.spread("Ask not, what your country: ask not.", over: 0..<160_000)
        let found = try #require(options.search.json(in: words)?.list)
        #expect(found.map { $0["query"] } == ["ask not", "moon", "Country"])
        #expect(found.map { $0["hits"]?.list?.count } == [2, 0, 1])
        #expect(found[0]["hits"]?.list?[1]["snippet"] == "ask not" && found[0]["hits"]?.list?[0]["start"]?.number == 0)
        #expect(try Self.options("").search.json(in: words) == nil)
        let many = Array(repeating: "search=a", count: 1_000).joined(separator: "&")
        #expect(try Self.options(many).search.terms.count == 25)
    }

    @Test func transcripts() throws {
        #expect(try Self.options("channels=2").transcripts == 1)
        #expect(try Self.options("encoding=linear16&channels=2&multichannel=true").transcripts == 2)
        // Of a container nobody knows the channels before it is decoded.
        #expect(try Self.options("channels=2&multichannel=true").transcripts == 1)
    }

    @Test func messagesOfAClient() throws {
        #expect(try DeepgramClientMessage(#"{"type":"KeepAlive"}"#) == .keepAlive)
        #expect(try DeepgramClientMessage(#"{"type":"Finalize"}"#) == .finalize(channel: nil))
        #expect(try DeepgramClientMessage(#"{"type":"Finalize","channel":1}"#) == .finalize(channel: 1))
        #expect(try DeepgramClientMessage(#"{ "type" : "CloseStream" }"#) == .closeStream)
        for text in ["", "no JSON", "[]", "{}", #"{"type":"Dance"}"#, #"{"type":7}"#] {
            #expect(throws: DeepgramClientMessage.Fault.self) { try DeepgramClientMessage(text) }
        }
    }
}
