// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

@testable import Whisper

struct BeamSearchTests {
    /// Logits of a vocabulary of four tokens, of which the last ends a text.
    private func logits(_ probabilities: [Float]) -> [Float] { probabilities.map { log($0) } }

    @Test func findsATextThatBeginsWithALessLikelyToken() {
        var texts = BeamTexts(size: 2, endOfText: 3, longest: 10)
        #expect(texts.take([logits([0.6, 0.4, 0, 0])]) == [0, 0])
        #expect(texts.open.map(\.tokens) == [[0], [1]])
        // Greedy decoding goes on from the first token, where nothing is likely.
        #expect(texts.take([logits([0.4, 0.3, 0.3, 0]), logits([0, 0, 1, 0])]) == [1, 0])
        #expect(texts.open.map(\.tokens) == [[1, 2], [0, 0]])
        #expect(!texts.isOver)
        #expect(texts.take([logits([0, 0, 0, 1]), logits([0.1, 0, 0, 0.9])]) == [1])
        #expect(texts.isOver)
        #expect(texts.ended.map(\.tokens) == [[1, 2], [0, 0]])
        #expect(texts.best == [1, 2])
    }

    @Test func aClosingTokenThatIsLessLikelyThanTheBeamsEndsNoText() {
        var texts = BeamTexts(size: 2, endOfText: 3, longest: 10)
        _ = texts.take([logits([0.5, 0.4, 0, 0.1])])
        #expect(texts.ended.isEmpty)
        #expect(texts.open.count == 2)
    }

    @Test func theMeanOfTheClosingTokenTooDecides() {
        var texts = BeamTexts(size: 2, endOfText: 3, longest: 10)
        #expect(texts.take([logits([0.45, 0, 0, 0.55])]) == [0])
        #expect(texts.take([logits([0, 0, 0, 1])]) == [])
        // 0.55 for one token is less than 0.45 for two: its root is 0.67.
        #expect(texts.best == [0])
    }

    @Test func textsThatLoopOrAreTooLongAreDropped() {
        var texts = BeamTexts(size: 1, endOfText: 3, longest: 100)
        for _ in 0..<8 { _ = texts.take([logits([0.9, 0.1, 0, 0])]) }
        #expect(texts.open.map(\.tokens) == [[0, 0, 0, 0, 0, 0, 0, 1]])
        var short = BeamTexts(size: 1, endOfText: 3, longest: 1)
        _ = short.take([logits([0.9, 0.1, 0, 0])])
        _ = short.take([logits([0.9, 0.1, 0, 0])])
        #expect(short.isOver)
    }

    @Test func logitsThatAreNotFiniteFindNothing() {
        var texts = BeamTexts(size: 2, endOfText: 3, longest: 10)
        #expect(texts.take([[.nan, .nan, .nan, .nan]]) == [])
        #expect(texts.best == nil)
    }

    @Test func theLikeliestTokensComeInOrder() {
        let likeliest = TokenChooser.likeliest(2, in: logits([0.2, 0.5, 0.3, 0]))
        #expect(likeliest.map(\.token) == [1, 2])
        #expect(abs(exp(likeliest[0].logProbability) - 0.5) < 1e-5)
        #expect(abs(exp(TokenChooser.logProbability(of: 2, in: logits([0.2, 0.5, 0.3, 0])) ?? 0) - 0.3) < 1e-5)
    }

    /// Side by side or one after the other, with what was computed before or without: the text is the same.
    @Test func transcribesKennedy() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        var options = DecodingOptions(language: "en", wordTimes: true, beamSize: 5)
        let alone = try model.transcribe(samples, options: options)
        #expect(alone.text.contains("ask not what your country can do for you"))
        #expect(alone.words.count == 22)
        #expect(zip(alone.words, alone.words.dropFirst()).allSatisfy { $0.start <= $1.start })
        let together = model.transcribe([
            TranscriptionRequest(samples: samples, options: options),
            TranscriptionRequest(samples: Array(samples.prefix(80_000)), options: options),
        ])
        #expect(try together[0].get().text == alone.text)
        options.beamSize = 1
        let greedy = try model.transcribe(samples, options: options)
        #expect(alone.averageLogProbability >= greedy.averageLogProbability - 1e-3)
    }

    @Test func aTextOfMoreWordsThanAreOfUseEnds() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let options = DecodingOptions(language: "en", fallback: false, usefulWords: 5)
        let cut = try model.transcribe(samples, options: options)
        #expect(cut.isLooping)
        #expect(cut.words.count == 6)
        let all = try model.transcribe(
            samples, options: DecodingOptions(language: "en", fallback: false, usefulWords: 40))
        #expect(!all.isLooping)
    }

    /// A draft with a wrong word, a missing one and a superfluous one does not change the text.
    @Test(arguments: [[3], [5, 6], []])
    func differencesInADraftDoNotChangeTheText(removed: [Int]) throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        try model.withContext { context in
            let audio = try model.encodeWindow(samples, context)
            let options = DecodingOptions(language: "en")
            func tokens(draft: [Int]) throws -> [Int] {
                let request = TextDecoder<CPUBackend>.Request(
                    audio: audio, language: "en", options: options, draft: draft)
                return try context.text(model).decode([request])[0].get().tokens
            }
            let expected = try tokens(draft: [])
            #expect(expected.count > 15)
            var draft = expected.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
            draft[8] = expected[2]
            draft.insert(expected[0], at: 12)
            #expect(try tokens(draft: draft) == expected)
        }
    }
}
