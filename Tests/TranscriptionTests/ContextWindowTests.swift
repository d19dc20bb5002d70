// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

@Suite struct ContextWindowTests {
    private func utterance(_ range: Range<Int>, tokens: Int = 10) -> ContextWindow.Utterance {
        ContextWindow.Utterance(range: range, tokens: Array(repeating: 1, count: tokens), language: "en")
    }

    @Test func keepsTheLastTenSecondsWhenThereIsNoRoom() {
        var window = ContextWindow()
        for start in stride(from: 0, to: 400_000, by: 80_000) { window.append(utterance(start..<start + 70_000)) }
        window.makeRoom(forUtteranceAt: 410_000)
        #expect(window.start == 0, "26 s")
        window.makeRoom(forUtteranceAt: 445_000)
        #expect(window.utterances.map(\.range.lowerBound) == [240_000, 320_000])
    }

    @Test func tooMuchTextNeedsRoomToo() {
        var window = ContextWindow()
        window.append(utterance(0..<16_000, tokens: 140))
        window.append(utterance(20_000..<36_000, tokens: 20))
        window.append(utterance(200_000..<230_000, tokens: 20))
        window.makeRoom(forUtteranceAt: 240_000)
        #expect(window.start == 200_000)
    }

    @Test func aLongUtteranceDropsTheOthersOneByOne() {
        var window = ContextWindow()
        window.append(utterance(0..<40_000))
        window.append(utterance(50_000..<90_000))
        window.makeRoom(until: 464_000)
        #expect(window.start == 0)
        window.makeRoom(until: 470_000)
        #expect(window.start == 50_000)
        window.makeRoom(until: 520_000)
        #expect(window.start == nil)
    }

    @Test func aLongSilenceEndsIt() {
        var window = ContextWindow()
        window.append(utterance(0..<40_000))
        window.noteSilence(until: 120_000)
        #expect(window.start == 0)
        window.noteSilence(until: 120_001)
        #expect(window.start == nil && window.earlierSpeech() == nil)
    }

    /// A recognizer that reads the end of a sentence skips what is left of it.
    @Test func aSentenceThatWasCutOffIsOpenWhereSpeechGoesOn() {
        var cutOff = utterance(0..<40_000, tokens: 3)
        cutOff.openTokens = [1, 1]
        for (next, count) in [(40_000, 2), (40_001, 3)] {
            var window = ContextWindow()
            window.append(cutOff)
            window.continueSpeech(at: next)
            #expect(window.earlierSpeech()?.tokens.count == count)
        }
        var window = ContextWindow()
        window.append(utterance(0..<40_000, tokens: 3))
        window.continueSpeech(at: 40_000)
        #expect(window.earlierSpeech()?.tokens.count == 3)
    }

    @Test(arguments: [([1, 2], " owned.", 1), ([1], " owned.", 0), ([1, 2], " owned", 0), ([1, 2], " L-", 1)])
    func punctuationIsATokenOfItsOwn(tokens: [Int], text: String, count: Int) {
        #expect(HypothesisWord(text: text, tokens: tokens, start: 0, end: 1).punctuationTokens == count)
    }

    @Test func anUtteranceWithoutTextIsNoContext() {
        var window = ContextWindow()
        window.append(utterance(0..<40_000, tokens: 0))
        #expect(window.start == nil)
    }

    @Test func memoryBelongsToTheFirstSample() {
        let recognizer = ScriptedRecognizer(ScriptedSpeech())
        var window = ContextWindow()
        let first = window.memory(from: 0, by: recognizer)
        #expect(window.memory(from: 0, by: recognizer) === first)
        #expect(window.memory(from: 100, by: recognizer) !== first)
        window.restart()
        #expect(window.memory(from: 100, by: recognizer) !== first)
    }
}
