// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

@Suite struct CutPolicyTests {
    private let longest = 25 * 16_000

    @Test func longSpeechIsCutInItsQuietestGap() throws {
        // Words of 0.5 s back to back, but for a silence of 160 ms after the 40th.
        let speech = speech(words: 50, pauseAfter: 40)
        let words = hypothesis(of: speech, until: longest)
        let policy = CutPolicy(segmentation: .voiceActivity, longest: longest)
        let cut = try #require(
            policy.cut(words, stable: 3, start: 0, limit: longest, audio: buffer(speech)))
        #expect(cut.words == 40)
        #expect((40 * 8_000...40 * 8_000 + 2_560).contains(cut.position))
    }

    @Test func withoutWordsItIsCutWhereItIsQuietest() throws {
        let speech = speech(words: 60, pauseAfter: 37)
        let policy = CutPolicy(segmentation: .voiceActivity, longest: longest)
        let cut = try #require(policy.cut([], stable: 0, start: 0, limit: longest, audio: buffer(speech)))
        #expect(cut.words == 0)
        #expect((37 * 8_000...37 * 8_000 + 2_560).contains(cut.position))
    }

    @Test func promisedWordsComeBeforeTheCut() throws {
        let speech = speech(words: 60, pauseAfter: 36)
        let words = hypothesis(of: speech, until: longest)
        let policy = CutPolicy(segmentation: .voiceActivity, longest: longest)
        let cut = try #require(policy.cut(words, stable: 45, start: 0, limit: longest, audio: buffer(speech)))
        #expect(cut.words >= 45)
        #expect(cut.position > words[44].middle)
    }

    @Test func aChunkGivesTheWordsBeforeItsOverlap() throws {
        let speech = speech(words: 10, pauseAfter: 9)
        let policy = CutPolicy(segmentation: .fixed, longest: longest)
        let words = hypothesis(of: speech, until: 48_000)
        let cut = try #require(policy.cut(words, stable: 0, start: 0, limit: 48_000, audio: buffer(speech)))
        #expect(cut.words == 5)
        #expect(abs(cut.position - 40_000) <= 1_600)
        #expect(policy.nextLimit(after: 48_000, start: cut.position) == 88_000)
    }

    @Test func aChunkWithoutACompleteWordGrowsAsFarAsARequestMay() throws {
        let policy = CutPolicy(segmentation: .fixed, longest: longest)
        var speech = ScriptedSpeech()
        speech.say("long", length: longest + 16_000, gap: 0)
        let audio = buffer(speech)
        var limit = policy.firstLimit(start: 0)
        var limits: [Int] = []
        while true {
            limits.append(limit)
            let words = hypothesis(of: speech, until: limit)
            guard policy.cut(words, stable: 0, start: 0, limit: limit, audio: audio) == nil else { break }
            limit = policy.nextLimit(after: limit, start: 0)
        }
        #expect(limits.starts(with: [48_000, 88_000, 128_000]))
        #expect(limits.last == longest)
    }

    private func speech(words: Int, pauseAfter pause: Int) -> ScriptedSpeech {
        var speech = ScriptedSpeech()
        speech.say((0..<pause).map { "w\($0)" }.joined(separator: " "), length: 8_000, gap: 0)
        speech.pause(2_560)
        speech.say((pause..<words).map { "w\($0)" }.joined(separator: " "), length: 8_000, gap: 0)
        return speech
    }

    private func hypothesis(of speech: ScriptedSpeech, until end: Int) -> [HypothesisWord] {
        speech.words.filter { $0.range.lowerBound < end }.map {
            HypothesisWord(
                text: " " + $0.text, tokens: [$0.text.hashValue], start: $0.range.lowerBound,
                end: min(end, $0.range.upperBound))
        }
    }

    private func buffer(_ speech: ScriptedSpeech) -> SampleBuffer {
        var buffer = SampleBuffer()
        buffer.append(speech.samples)
        return buffer
    }
}
