// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

struct LongFormTests {
    @Test func windowsFollowTheTimestamps() throws {
        let tokenizer = try Models.load("tiny.en").tokenizer
        let begin = tokenizer.timestampBegin
        // Two closed texts and one that the window cuts off.
        let open = TimestampDivision(
            tokens: [begin, 40, begin + 100, begin + 100, 41, 42, begin + 200, begin + 200, 43], tokenizer: tokenizer,
            length: 480_000)
        #expect(open.pieces.map(\.range) == [0..<32_000, 32_000..<64_000])
        #expect(open.advance == 64_000)
        // A closing timestamp at the end uses the window up.
        let closed = TimestampDivision(
            tokens: [begin, 40, begin + 100, begin + 110, 41, begin + 200], tokenizer: tokenizer, length: 480_000)
        #expect(closed.pieces.map(\.range) == [0..<32_000, 35_200..<64_000])
        #expect(closed.advance == 480_000)
        let single = TimestampDivision(tokens: [begin, 40, begin + 50], tokenizer: tokenizer, length: 100_000)
        #expect(single.pieces.map(\.range) == [0..<16_000])
        #expect(single.advance == 100_000)
        let nothing = TimestampDivision(tokens: [], tokenizer: tokenizer, length: 100)
        #expect(nothing.pieces.isEmpty && nothing.advance == 100)
    }

    @Test func textIsThePromptOfTheNextWindow() {
        var previous = PreviousText()
        previous.take([1, 2], temperature: 0, isLooping: false)
        previous.take([3], temperature: 0.4, isLooping: false)
        #expect(previous.tokens == [1, 2, 3])
        previous.take(Array(10..<500), temperature: 0, isLooping: false)
        #expect(previous.tokens == Array(500 - DecodingOptions.longestPrompt..<500))
    }

    @Test(arguments: [(0.6, false), (0, true)])
    func doubtfulTextIsNoPrompt(temperature: Float, isLooping: Bool) {
        var previous = PreviousText()
        previous.take([1, 2], temperature: 0, isLooping: false)
        previous.take([3], temperature: temperature, isLooping: isLooping)
        #expect(previous.tokens.isEmpty)
    }

    @Test func longRecordings() throws {
        let model = try Models.load("base")
        let once = try Fixtures.samples("jfk.wav")
        let samples = once + [Float](repeating: 0, count: 16_000) + once + once + once
        var done: [Int] = []
        let segments = try model.transcribeLong(samples, options: DecodingOptions(language: "en")) { done.append($0) }
        let text = segments.map(\.text).joined(separator: " ").lowercased()
        #expect(text.components(of: "fellow americans") == 4)
        #expect(text.components(of: "for your country") == 4)
        #expect(segments.map(\.start) == segments.map(\.start).sorted())
        #expect(segments.allSatisfy { $0.start <= $0.end && $0.end <= samples.count })
        #expect(done.last == samples.count)
        #expect(try model.transcribeLong([]).isEmpty)
    }
}

extension String {
    /// How often a phrase stands in the text.
    fileprivate func components(of phrase: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: phrase) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
