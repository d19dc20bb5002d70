// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

@testable import Whisper

/// Hot words in decoding.
struct HotWordDecodingTests {
    private func tree(_ model: WhisperModel, _ phrases: [HotWordTree.Phrase]) -> HotWordTree {
        HotWordTree(phrases, tokenizer: model.tokenizer)
    }

    /// Logits of a vocabulary of which few tokens are likely.
    private func logits(_ probabilities: [Int: Float]) -> [Float] {
        var logits = [Float](repeating: -.infinity, count: 51_864)
        for (token, probability) in probabilities { logits[token] = log(probability) }
        return logits
    }

    /// The first token of what is found where the second token of " mortis" has some probability.
    private func search(_ phrase: String?, mortis: Float) throws -> Int? {
        let tokenizer = try Models.load("tiny.en").tokenizer
        let (other, mor, tis) = (tokenizer.encode(" is")[0], tokenizer.encode(" mort")[0], tokenizer.encode("is")[0])
        let (the, end) = (tokenizer.encode(" the")[0], tokenizer.endOfText)
        let matcher = phrase.map {
            HotWordMatcher(HotWordTree([.init($0)], tokenizer: tokenizer, bonus: .init(first: 1, further: 1)))
        }
        #expect(tokenizer.encode(" mortis") == [mor, tis])
        var texts = BeamTexts(size: 2, endOfText: end, longest: 10, matcher: matcher)
        while !texts.isOver {
            _ = texts.take(
                texts.open.map { text in
                    switch text.tokens.last {
                    case nil: logits([mor: 0.3, the: 0.7])
                    case mor: logits([tis: mortis, other: 1 - mortis])
                    case the: logits([other: 1])
                    default: logits([end: 1])
                    }
                })
        }
        return texts.best?.first
    }

    @Test func aSearchFindsAHotWord() throws {
        let tokenizer = try Models.load("tiny.en").tokenizer
        #expect(try search(nil, mortis: 0.7) == tokenizer.encode(" the")[0])
        #expect(try search("mortis", mortis: 0.7) == tokenizer.encode(" mortis")[0])
    }

    /// Its first token alone would have won: 0.3 and a bonus are more than 0.7.
    @Test func aSearchTakesBackTheBonusOfAHotWordThatDoesNotGoOn() throws {
        let tokenizer = try Models.load("tiny.en").tokenizer
        #expect(try search("mortis", mortis: 0.001) == tokenizer.encode(" the")[0])
    }

    @Test(arguments: [1, 5])
    func spellsAsGiven(beamSize: Int) throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let plain = DecodingOptions(language: "en", wordTimes: true, beamSize: beamSize)
        let before = try model.transcribe(samples, options: plain)
        #expect(before.text.contains("so my"))
        var options = plain
        options.hotWords = tree(model, [.init("so, my")])
        let after = try model.transcribe(samples, options: options)
        #expect(after.text == before.text.replacing("so my", with: "so, my"))
        options.hotWords = tree(model, [.init("Americans", weight: -8)])
        #expect(try !model.transcribe(samples, options: options).text.contains("Americans"))
        // Phrases that nobody says change nothing.
        options.hotWords = tree(model, [.init("laudanum"), .init("alimentary canal")])
        let other = try model.transcribe(samples, options: options)
        #expect(other.tokens == before.tokens && other.words.map(\.start) == before.words.map(\.start))
        options.hotWords = tree(model, [])
        #expect(try model.transcribe(samples, options: options) == before)
    }

    @Test func hotWordsOfOneRequestDoNotChangeAnother() throws {
        let model = try Models.load("tiny.en")
        let samples = try Fixtures.samples("jfk.wav")
        let options = [nil, tree(model, [.init("so, my")]), tree(model, [.init("Americans", weight: -8)])]
            .map { DecodingOptions(language: "en", hotWords: $0, wordTimes: true, beamSize: 5) }
        let alone = try options.map { try model.transcribe(samples, options: $0).text }
        let together = model.transcribe(options.map { TranscriptionRequest(samples: samples, options: $0) })
        #expect(try together.map { try $0.get().text } == alone)
        #expect(Set(alone).count == 3)
    }
}
