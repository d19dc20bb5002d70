// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription
@testable import Whisper

/// Which passes a request takes through the model.
@Suite struct RecognitionPassesTests {
    /// What the model might make of three words at the end of a sentence, cut off by a flush.
    private func transcript(noSpeech: Float, words texts: [String] = [" Where", " it", " stood."]) -> Transcript {
        let words = texts.enumerated().map { place, text in
            Transcript.Word(
                text: text, tokens: [place], start: 1_600 + 4_800 * place, end: 6_400 + 4_800 * place, probability: 0.7)
        }
        return Transcript(
            text: "Where it stood.", tokens: [0, 1, 2], words: words, language: "en", averageLogProbability: -0.43,
            newAverageLogProbability: -0.43, noSpeechProbability: noSpeech, compressionRatio: 1, temperature: 0,
            isLooping: false)
    }

    private func passes() throws -> RecognitionPasses {
        let request = RecognitionRequest(
            samples: [Float](repeating: 0, count: 36_000),
            earlier: EarlierSpeech(tokens: [0], end: 16_000, language: "en"),
            textStart: 16_000, language: "en", voice: 16_000, speechProbability: 0.94)
        return RecognitionPasses(request, tokenizer: try Models.load("tiny.en", .auto).tokenizer, beamSize: 1)
    }

    /// The model says "nobody speaks" of the end of a sentence more readily than of the same words by themselves.
    @Test func whatSoundsLikeNoiseBehindOtherSpeechIsHeardByItself() throws {
        var passes = try passes()
        passes.take(.success(transcript(noSpeech: 0.73)))
        #expect(passes.outcome == nil && passes.next.options.context == nil)
        #expect(passes.next.samples.count == 20_000)
        passes.take(.success(transcript(noSpeech: 0.1)))
        #expect(try passes.outcome?.get().words.map(\.text) == [" Where", " it", " stood."])
    }

    @Test func whatSoundsLikeNoiseByItselfIsNoise() throws {
        var passes = try passes()
        passes.take(.success(transcript(noSpeech: 0.73)))
        passes.take(.success(transcript(noSpeech: 0.73)))
        #expect(try passes.outcome?.get().words.isEmpty == true)
    }

    @Test func whatEndsTheSentenceBeforeIsLeftOut() throws {
        var passes = try passes()
        passes.take(.success(transcript(noSpeech: 0.1, words: [".", " Where", " it", " stood."])))
        #expect(try passes.outcome?.get().words.map(\.text) == [" Where", " it", " stood."])
    }

    @Test func whatSoundsLikeSpeechTakesOnePass() throws {
        var passes = try passes()
        passes.take(.success(transcript(noSpeech: 0.1)))
        #expect(try passes.outcome?.get().words.count == 3)
    }
}
