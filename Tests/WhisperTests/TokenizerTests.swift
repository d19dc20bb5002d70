// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

/// Both vocabularies against tiktoken's, as openai-whisper ships them.
struct TokenizerTests {
    struct File: Decodable {
        struct Special: Decodable {
            var endOfText, startOfTranscript, translate, transcribe, startOfLanguageModel, startOfPrevious: Int
            var noSpeech, noTimestamps, timestampBegin: Int
        }
        struct Language: Decodable {
            var code: String
            var token: Int
        }
        struct Text: Decodable {
            var text: String
            var tokens: [Int]
        }
        struct Split: Decodable {
            var language: String
            var tokens: [Int]
            var words: [String]
        }

        var special: Special
        var languages: [Language]
        var nonSpeechTokens: [Int]
        var encodings: [Text]
        var decodings: [Text]
        var wordSplits: [Split]
    }

    static let vocabularies = [("tokenizer-multilingual", "base"), ("tokenizer-gpt2", "tiny.en")]

    @Test(arguments: vocabularies)
    func encodesAndDecodes(name: String, model: String) throws {
        let (reference, tokenizer) = try load(name, model)
        for item in reference.encodings {
            #expect(tokenizer.encode(item.text) == item.tokens, "\(item.text.debugDescription)")
            #expect(tokenizer.decode(item.tokens) == item.text)
        }
        for item in reference.decodings {
            #expect(tokenizer.decode(item.tokens) == item.text)
        }
    }

    @Test(arguments: vocabularies)
    func specialTokens(name: String, model: String) throws {
        let (reference, tokenizer) = try load(name, model)
        #expect(tokenizer.endOfText == reference.special.endOfText)
        #expect(tokenizer.startOfTranscript == reference.special.startOfTranscript)
        #expect(tokenizer.translate == reference.special.translate)
        #expect(tokenizer.transcribe == reference.special.transcribe)
        #expect(tokenizer.startOfPrevious == reference.special.startOfPrevious)
        #expect(tokenizer.startOfLanguageModel == reference.special.startOfLanguageModel)
        #expect(tokenizer.noSpeech == reference.special.noSpeech)
        #expect(tokenizer.noTimestamps == reference.special.noTimestamps)
        #expect(tokenizer.timestampBegin == reference.special.timestampBegin)
        #expect(tokenizer.nonSpeechTokens() == reference.nonSpeechTokens.sorted())
    }

    @Test func languageTokens() throws {
        let (reference, tokenizer) = try load("tokenizer-multilingual", "base")
        #expect(tokenizer.languages == reference.languages.map(\.code))
        for language in reference.languages {
            #expect(tokenizer.token(forLanguage: language.code) == language.token)
        }
        #expect(try load("tokenizer-gpt2", "tiny.en").1.languages.isEmpty)
    }

    @Test(arguments: vocabularies)
    func splitsWords(name: String, model: String) throws {
        let (reference, tokenizer) = try load(name, model)
        for item in reference.wordSplits {
            let words = WordSplitter(tokenizer: tokenizer).split(item.tokens, language: item.language)
            let expected = item.words.filter { !$0.hasPrefix("<|") }
            #expect(words.map(\.text).joined() == expected.joined())
            #expect(words.flatMap(\.tokens) == item.tokens.filter(tokenizer.isText))
            if item.language == "zh" || item.language == "ja" {
                #expect(words.map(\.text) == expected)
            } else {
                // Punctuation belongs to its word: a live caption must not lose it to the next one.
                #expect(words.dropFirst().allSatisfy { $0.text.hasPrefix(" ") })
            }
        }
    }

    private func load(_ name: String, _ model: String) throws -> (File, Tokenizer) {
        let path = try Fixtures.model(model) + "/tokenizer.json"
        return (try Reference.load(name), try Tokenizer(path: path))
    }
}
