// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Whisper

/// Where texts are cut that loop.
struct LoopCutTests {
    /// The text that is left.
    private func cut(_ text: String) throws -> String {
        let tokenizer = try Models.load("base").tokenizer
        let tokens = tokenizer.encode(text)
        var count = 0
        while RepetitionGuard.firstRound(in: Array(tokens[..<count])) == nil, count < tokens.count { count += 1 }
        let round = try #require(RepetitionGuard.firstRound(in: Array(tokens[..<count])))
        let words = WordSplitter(tokenizer: tokenizer).split(Array(tokens[..<count]), language: "en")
        return tokenizer.decode(
            Array(tokens[..<LoopCut.end(after: round, tokens: Array(tokens[..<count]), words: words)]))
    }

    @Test func beforeTheSecondRound() throws {
        let start = " Toward the end of summer one may reach"
        let round = " the summit of Mount Shasta without passing over much snow. By keeping on the crest of a ridge,"
        #expect(try cut(start + round + " one may reach" + round + " one may reach" + round) == start + round)
        #expect(try cut(" They call. " + String(repeating: "No, ", count: 20)) == " They call. No,")
    }

    /// What a second round begins with may be spelled as in the middle of a sentence, and what ends it as at its end.
    @Test func theSecondRoundMayBeSpelledOtherwise() throws {
        let party = " girls belonging to the party were silent concerning what happened at the house"
        let story = " story leaked out, creating considerable discussion among the members of the two upper classes,"
        let again = " although the\(party). The\(story)"
        #expect(try cut(" Although the\(party), the\(story)" + again + again) == " Although the\(party), the\(story)")
    }

    /// Inside of a word there is no other place.
    @Test func aWordThatLoops() throws {
        #expect(try cut(" It is 97" + String(repeating: "97", count: 20)).hasPrefix(" It is 97"))
    }
}
