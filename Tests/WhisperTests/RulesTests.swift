// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

struct RulesTests {
    @Test func noticesLoops() {
        let text = [5, 9, 3, 7, 2]
        #expect(RepetitionGuard.firstRound(in: text) == nil)
        #expect(RepetitionGuard.firstRound(in: text + [1, 1, 1, 1]) == nil)
        #expect(RepetitionGuard.firstRound(in: text + Array(repeating: 1, count: 8)) == 5..<6)
        let phrase = [1, 2, 3, 4, 5, 6]
        #expect(RepetitionGuard.firstRound(in: text + phrase + phrase + phrase) == 5..<11)
        #expect(RepetitionGuard.firstRound(in: text + phrase + phrase) == nil)
        let sentences = Array(10..<40)
        #expect(RepetitionGuard.firstRound(in: text + sentences + sentences) == 5..<35)
        #expect(RepetitionGuard.firstRound(in: text + sentences + sentences.dropLast()) == nil)
        #expect(RepetitionGuard.firstRound(in: []) == nil)
        #expect(RepetitionGuard.firstRound(in: text + phrase + phrase, impatientFrom: 5) == 5..<11)
        #expect(RepetitionGuard.firstRound(in: text + phrase + phrase, impatientFrom: 6) == nil)
    }

    @Test func timestampsComeInOrder() throws {
        let tokenizer = try Models.load("tiny.en").tokenizer
        let rules = TokenRules(
            tokenizer: tokenizer, suppressed: [10], suppressedAtStart: [220], timestamps: true, vocabulary: 51_864)
        let begin = tokenizer.timestampBegin
        func allowed(after tokens: [Int]) -> [Float] {
            var logits = [Float](repeating: 0, count: 51_864)
            logits[30] = 20
            rules.apply(to: &logits, after: tokens)
            return logits
        }
        let first = allowed(after: [])
        #expect(first[..<begin].allSatisfy { $0 == -.infinity })
        #expect(first[begin + 50] == 0 && first[begin + 51] == -.infinity)
        let text = allowed(after: [begin, 40, 41])
        #expect(text[10] == -.infinity && text[40] == 0)
        #expect(text[begin] == -.infinity && text[begin + 1] == 0)
        let closed = allowed(after: [begin, 40, begin + 9])
        #expect(closed[40] == -.infinity && closed[begin + 8] == -.infinity && closed[begin + 9] == 0)
        let reopened = allowed(after: [begin, 40, begin + 9, begin + 9])
        #expect(reopened[begin...].allSatisfy { $0 == -.infinity } && reopened[40] == 0)
    }

    @Test func untimedTextHasNoTimestamps() throws {
        let tokenizer = try Models.load("tiny.en").tokenizer
        let rules = TokenRules(
            tokenizer: tokenizer, suppressed: [], suppressedAtStart: [220, 70_000], timestamps: false,
            vocabulary: 51_864)
        var logits = [Float](repeating: 0, count: 51_864)
        rules.apply(to: &logits, after: [])
        #expect(logits[tokenizer.noTimestamps...].allSatisfy { $0 == -.infinity })
        #expect(logits[220] == -.infinity && logits[221] == 0 && logits[tokenizer.endOfText] == 0)
    }

    @Test func choosesTheLikeliest() {
        var chooser = TokenChooser(temperature: 0)
        let choice = chooser.choose(from: [0, 2, 1])
        #expect(choice?.token == 1)
        #expect(abs((choice?.logProbability ?? 0) + 0.407606) < 1e-5)
        #expect(chooser.choose(from: [-.infinity, -.infinity]) == nil)
        #expect(chooser.choose(from: [.nan, .nan]) == nil)
    }

    @Test func samplesByProbability() {
        var chooser = TokenChooser(temperature: 1)
        var counts = [0, 0, 0]
        for _ in 0..<2000 { counts[chooser.choose(from: [0, 1, -.infinity])?.token ?? 2] += 1 }
        #expect(counts[2] == 0)
        #expect(abs(Double(counts[1]) / 2000 - 0.731) < 0.05)
    }

    @Test func repetitionCompresses() {
        #expect(CompressionRatio.of("the quick brown fox") < 1.2)
        #expect(CompressionRatio.of(String(repeating: "again and ", count: 30)) > 2.4)
        #expect(CompressionRatio.of("") == 1)
    }
}
