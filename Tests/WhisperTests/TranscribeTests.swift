// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

struct TranscribeTests {
    static let sentence =
        "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."

    @Test(arguments: [DecodingOptions.Window.full, .trimmed])
    func transcribesKennedy(window: DecodingOptions.Window) throws {
        let transcript = try Models.load("base").transcribe(
            Fixtures.samples("jfk.wav"), options: DecodingOptions(window: window))
        #expect(transcript.text == Self.sentence)
        #expect(transcript.language == "en")
        #expect(transcript.temperature == 0)
        #expect(!transcript.isLooping)
    }

    @Test func prefixIsKept() throws {
        let model = try Models.load("base")
        let prefix = model.tokenizer.encode(" And so, my fellow")
        let transcript = try model.transcribe(
            Fixtures.samples("jfk.wav"), options: DecodingOptions(language: "en", prefix: prefix, wordTimes: true))
        #expect(transcript.text.hasPrefix("And so, my fellow Americans"))
        #expect(transcript.words.flatMap(\.tokens) == transcript.tokens)
        #expect(transcript.words.map(\.start) == transcript.words.map(\.start).sorted())
        #expect(transcript.words.allSatisfy { $0.start <= $0.end && $0.probability > 0 && $0.probability <= 1 })
    }

    @Test func detectsFrench() throws {
        let transcript = try Models.load("base").transcribe(Fixtures.samples("french.wav"))
        #expect(transcript.language == "fr")
    }

    @Test func translates() throws {
        let transcript = try Models.load("base").transcribe(
            Fixtures.samples("jfk.wav"), options: DecodingOptions(language: "en", task: .translate))
        #expect(transcript.text.contains("your country"))
    }

    @Test func refusesWhatItCannotDo() throws {
        let model = try Models.load("tiny.en")
        expect(.audioTooLong) { try model.transcribe([Float](repeating: 0, count: 480_001)) }
        expect(.unknownLanguage) { try model.transcribe([0], options: DecodingOptions(language: "fr")) }
        expect(.cancelled) {
            try model.transcribe(Fixtures.samples("jfk.wav"), options: DecodingOptions(isCancelled: { true }))
        }
        expect(.notFinite) { try model.transcribe([Float](repeating: .nan, count: 16_000)) }
        expect(.unknownLanguage) {
            try Models.load("base").transcribe([0], options: DecodingOptions(language: "xx"))
        }
    }

    /// Babble is improbable at best: it is tried again, at rising temperature, or taken for silence; and it always ends.
    @Test func improbableTextIsTriedAgain() throws {
        let model = try Models.load("tiny.en")
        var temperatures: [Float] = []
        for name in ["babble.wav", "party.wav", "restaurant.wav", "french.wav"] {
            let babble = Array(try Fixtures.samples(name).prefix(10 * 16_000))
            let once = try model.transcribe(babble, options: DecodingOptions(fallback: false))
            let again = try model.transcribe(babble)
            #expect(once.temperature == 0)
            #expect(again.text.isEmpty || again.temperature > 0 || again.averageLogProbability >= -1)
            #expect(!again.isLooping)
            #expect(try model.transcribe(babble) == again)
            temperatures.append(again.temperature)
        }
        // An English-only model at French.
        #expect((temperatures.last ?? 0) > 0)
    }

    @Test func shortestAudio() throws {
        let model = try Models.load("tiny.en")
        for count in [0, 1, 159, 160, 480_000] {
            let transcript = try model.transcribe(
                [Float](repeating: 0, count: count), options: DecodingOptions(wordTimes: true, fallback: false))
            #expect(transcript.words.flatMap(\.tokens) == transcript.tokens)
        }
    }

    @Test func manyThreadsGiveOneText() async throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<4 { group.addTask { try model.transcribe(samples).text } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts.count == 1)
    }

    private func expect(_ code: WhisperError.Code, _ body: () throws -> Transcript) {
        let error = #expect(throws: WhisperError.self) { _ = try body() }
        #expect(error?.code == code)
    }
}
