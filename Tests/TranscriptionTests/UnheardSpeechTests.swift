// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

struct UnheardSpeechTests {
    /// A second of loud or quiet audio.
    private func second(_ level: Float) -> [Float] {
        (0..<16_000).map { level * ($0 % 2 == 0 ? 1 : -1) }
    }

    private func word(end: Int) -> HypothesisWord {
        HypothesisWord(text: " word", tokens: [1], start: 0, end: end)
    }

    @Test func speechLongAfterTheLastWordIsHeardAgain() {
        let samples = second(0.3) + second(0.3) + second(0.2) + second(0.3)
        #expect(UnheardSpeech.start(after: [word(end: 16_000)], in: samples[...]) == 16_000)
    }

    @Test func silenceIsNot() {
        let samples = second(0.3) + second(0.001) + second(0.001) + second(0.001) + second(0.2)
        #expect(UnheardSpeech.start(after: [word(end: 16_000)], in: samples[...]) == nil)
    }

    @Test func theEndOfAWordIsNot() {
        let samples = second(0.3) + second(0.3) + second(0.3)
        #expect(UnheardSpeech.start(after: [word(end: 16_000)], in: samples[...]) == nil)
        #expect(UnheardSpeech.start(after: [], in: samples[...]) == nil)
        #expect(UnheardSpeech.start(after: [word(end: 0)], in: []) == nil)
    }
}
