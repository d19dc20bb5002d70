// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription

@testable import Dialects
@testable import WireText

/// Words and when they were said.
struct DeepgramWordTests {
    @Test func wordsStayInTheirWindow() {
        let words = [(0, 900), (800, 700), (1_000, 2_500)].map {
            TranscriptWord(text: "Ask,", start: $0.0 * 16, end: $0.1 * 16, probability: 0.25)
        }
        let placed = DeepgramWord.words(words, within: 100 * 16..<2_000 * 16)
        #expect(placed.map { $0.start / 16 } == [100, 800, 1_000])
        #expect(placed.map { $0.end / 16 } == [900, 800, 2_000])
        #expect(
            placed[0].json == [
                "word": "ask", "punctuated_word": "Ask,", "start": .number(0.1), "end": .number(0.9),
                "confidence": .number(0.25),
            ])
    }

    @Test func wordsWithoutTimesAreSpread() {
        let words = DeepgramWord.spread("ask not what", over: 16_000..<28_000)
        #expect(words.map(\.text) == ["ask", "not", "what"])
        #expect(words.map(\.start) == [16_000, 20_000, 24_000])
        #expect(words.map(\.end) == [19_000, 23_000, 28_000])
        #expect(DeepgramWord.spread(" ", over: 0..<0) == [])
    }
}
