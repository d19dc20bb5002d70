// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Whisper

/// Whatever a client has tokenized costs little, and is tokenized as before.
struct TokenizerCostTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String

        /// The same kind of text, a sixteenth as long.
        let shortText: String

        init(_ name: String, _ piece: String) {
            testDescription = name
            text = Self.repeating(piece, bytes: 64 * 1024)
            shortText = Self.repeating(piece, bytes: 4 * 1024)
        }

        private static func repeating(_ piece: String, bytes: Int) -> String {
            String(repeating: piece, count: (bytes + piece.utf8.count - 1) / piece.utf8.count)
        }
    }

    static let samples = [
        Sample("English", "The computer stopped working during the meeting, and nobody knew why. "),
        Sample("English without blanks", "thecomputerstoppedworkingduringthemeetingandnobodyknewwhy"),
        Sample("one letter", "a"), Sample("capitals", "AAAAÂÃ"), Sample("zero-width joiners", "\u{200D}"),
        Sample("emoji", "😀👩‍👩‍👧‍👦🇫🇷👍🏽"), Sample("accents", "éàüñ"), Sample("marks", "e\u{301}\u{316}"),
        Sample("digits", "1234567890"), Sample("blanks", " "), Sample("white space", " \t\n\u{3000}\r\n"),
        Sample("dashes", "-"), Sample("quotes", "'"), Sample("contractions", "'ll've'd"),
        Sample("Chinese", "今天天气怎么样"), Sample("Thai", "สวัสดีชาวโลก"), Sample("Russian", "съешьещёэтихмягких"),
        Sample("mixed", "a1 é\u{200D}😀  x'll9\u{301}-今\n"), Sample("control characters", "\u{0}\u{1F}\u{7F}"),
    ]

    @Test(arguments: TokenizerTests.vocabularies.map(\.1), samples)
    func takesLittleTimeFor64KiB(model: String, sample: Sample) throws {
        let tokenizer = try Self.tokenizer(model)
        let growth = ProcessorTime.growth {
            _ = tokenizer.encode(sample.shortText)
        } to: {
            _ = tokenizer.encode(sample.text)
        }
        // Linear is 16, quadratic 256. An idle core takes 1 to 5 ms; other work on the same core slows it.
        #expect(growth.ratio < 48, "\(growth)")
        #expect(growth.large < 20, "\(growth)")
    }

    @Test(arguments: TokenizerTests.vocabularies.map(\.1), samples)
    func cutsLongPiecesBetweenCodePoints(model: String, sample: Sample) throws {
        let tokenizer = try Self.tokenizer(model)
        let tokens = tokenizer.encode(sample.text)
        #expect(tokenizer.decode(tokens) == sample.text)
    }

    @Test(arguments: TokenizerTests.vocabularies.map(\.1))
    func mergesAsTheDefinitionOfBytePairEncodingDoes(model: String) throws {
        let file = try TokenizerFile(path: Fixtures.model(model) + "/tokenizer.json")
        let ids = file.model.vocab
        let ranks = Dictionary(
            file.model.merges.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let encoding = BytePairEncoding(ids: ids, merges: file.model.merges)
        var chance = SeededGenerator(seed: 1)
        let letters = Array("etaoinshr thelowüß今1'- \u{301}😀".unicodeScalars)
        for _ in 0..<300 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...30, using: &chance) { text.append(letters.randomElement(using: &chance)!) }
            let piece = String(text.filter { $0 != " " && $0 != "'" })
            var pieces = PreTokenizer(Array(piece.utf8))
            while let range = pieces.next() {
                let bytes = Array(piece.utf8)[range]
                let expected = Self.merge(bytes.map { String(ByteLevelAlphabet.characters[Int($0)]) }, ranks)
                let part = String(decoding: bytes, as: UTF8.self)
                #expect(encoding.encode(part) == expected.map { ids[$0] }, "\(part.debugDescription)")
            }
        }
    }

    /// The definition: the leftmost of the pairs learned first is merged, again and again.
    private static func merge(_ bytes: [String], _ ranks: [String: Int]) -> [String] {
        var parts = bytes
        while true {
            let pairs = parts.indices.dropLast().compactMap { index in
                ranks["\(parts[index]) \(parts[index + 1])"].map { (rank: $0, index: index) }
            }
            guard let best = pairs.min(by: { ($0.rank, $0.index) < ($1.rank, $1.index) }) else { return parts }
            parts[best.index] += parts.remove(at: best.index + 1)
        }
    }

    private static func tokenizer(_ model: String) throws -> Tokenizer {
        try Tokenizer(path: Fixtures.model(model) + "/tokenizer.json")
    }
}
