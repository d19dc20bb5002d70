// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

@testable import Whisper

/// Every form of a vocabulary gives the tokenizer that openai-whisper has.
struct VocabularyTests {
    private static let many = Result { try Vocabulary(folder: Fixtures.model("base")) }

    /// Each takes a second or so.
    private static let forms: [(Int, FamilyFolder.Vocabulary)] =
        FamilyFolder.Vocabulary.allCases.map { (51_865, $0) } + [(51_864, .merges), (51_864, .text)]

    @Test(arguments: forms)
    func encodesAsTheOriginal(size: Int, form: FamilyFolder.Vocabulary) throws {
        let name = size == 51_864 ? "tokenizer-gpt2" : "tokenizer-multilingual"
        let reference: TokenizerTests.File = try Reference.load(name)
        try TemporaryModel.withFolder { folder in
            try FamilyFolder.write(form, of: size, to: folder)
            let tokenizer = try ModelFolder(path: folder.path).tokenizer()
            for item in reference.encodings {
                #expect(tokenizer.encode(item.text) == item.tokens, "\(item.text.debugDescription)")
                #expect(tokenizer.decode(item.tokens) == item.text)
            }
            #expect(tokenizer.endOfText == reference.special.endOfText)
            #expect(tokenizer.timestampBegin == reference.special.timestampBegin)
            #expect(tokenizer.noSpeech == reference.special.noSpeech)
            #expect(tokenizer.nonSpeechTokens() == reference.nonSpeechTokens.sorted())
            #expect(tokenizer.languages == (size == 51_864 ? [] : reference.languages.map(\.code)))
        }
    }

    /// As published with the models of the catalog.
    @Test(arguments: [("base", "vocabulary.json"), ("tiny.en", "vocabulary.txt")])
    func readsPublishedLists(model: String, file: String) throws {
        try TemporaryModel.withFolder { folder in
            try FileManager.default.copyItem(
                atPath: Fixtures.model(model) + "/" + file, toPath: folder.appending(path: file).path)
            let tokenizer = try ModelFolder(path: folder.path).tokenizer()
            let original = try ModelFolder(path: Fixtures.model(model)).tokenizer()
            let text = " Naïve café — don't 12,345 你好 😀"
            #expect(tokenizer.encode(text) == original.encode(text))
            #expect(tokenizer.languages == original.languages)
        }
    }

    @Test(arguments: [
        ("vocab.json", "[1, 2]"), ("vocabulary.json", #"{"a": 1}"#), ("vocabulary.txt", "a\nb\n"),
        ("vocab.json", #"{"<|endoftext|>": -5}"#), ("tokenizer.json", "{}"),
    ])
    func rejectsWhatIsNoVocabulary(file: String, content: String) throws {
        try TemporaryModel.withFolder { folder in
            try Data(content.utf8).write(to: folder.appending(path: file))
            let error = #expect(throws: WhisperError.self) { try ModelFolder(path: folder.path).tokenizer() }
            #expect(error?.description.contains(file) == true)
            #expect(error?.remedy != nil)
        }
    }

    /// Ids that would be outside of every table, or that contradict each other.
    @Test(arguments: [("<|translate|>", 50_200), ("<|notimestamps|>", 50_300), ("!", -1), ("!", 5_000_000)])
    func rejectsTokensInAnotherOrder(entry: String, id: Int) throws {
        var vocabulary = try Self.many.get()
        vocabulary.ids[entry] = id
        let error = #expect(throws: WhisperError.self) { try Tokenizer(vocabulary) }
        #expect(error?.code == .unsupportedModel)
    }

    @Test func addedTokensFitButNotAnotherVocabulary() throws {
        let (many, english) = (try Self.many.get(), try Vocabulary(folder: Fixtures.model("tiny.en")))
        let base = try CTranslate2Checkpoint(path: Fixtures.model("base") + "/model.bin").dimensions()
        func fits(_ entries: Vocabulary, added: Int = 0, vocabulary: Int) throws -> Bool {
            var dimensions = base
            dimensions.vocabulary = vocabulary
            var entries = entries
            // The order of words is of no interest here.
            entries.merges = []
            for index in 0..<added { entries.ids["<|added\(index)|>"] = vocabulary - added + index }
            return try Tokenizer(entries).fits(dimensions)
        }
        #expect(try fits(many, vocabulary: 51_865))
        #expect(try fits(english, vocabulary: 51_864))
        #expect(try fits(many, added: 3, vocabulary: 51_868))
        #expect(try fits(many, vocabulary: 51_904))
        #expect(try fits(english, added: 1, vocabulary: 51_865))
        #expect(try !fits(english, vocabulary: 51_865))
        #expect(try !fits(many, vocabulary: 51_866))
        #expect(try !fits(many, vocabulary: 51_864))
    }
}
