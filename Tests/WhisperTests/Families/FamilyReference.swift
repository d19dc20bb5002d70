// SPDX-License-Identifier: Apache-2.0

@testable import Whisper

/// What transformers and openai-whisper computed with a small checkpoint of one family; see Tests/Reference/README.md.
struct FamilyReference: Decodable {
    /// The structure of a checkpoint.
    struct Family: Decodable {
        var name: String
        var mels, vocabulary, heads, encoder, decoder: Int
        var alignment: [[Int]]?

        var width: Int { 64 * heads }
    }

    struct Mel: Decodable {
        var mean, rms: Float
    }

    struct Word: Decodable {
        var word: String
        var tokens: [Int]
        var start, end: Float
    }

    var family: Family
    var clip: Reference.Clip
    var mel: Mel
    var encoder: Reference.Encoder
    var decoder: Reference.Decoder
    var withoutTimestamps: [Int]
    var withTimestamps: [Int]
    var words: [Word]
    var languages: [Reference.Language]?

    static let names = [
        "tiny", "tiny.en", "base", "small.en", "medium", "large-v2", "large-v3", "large-v3-turbo", "distil-small.en",
        "distil-medium.en", "distil-large-v2", "distil-large-v3",
    ]

    static func load(_ name: String) throws -> FamilyReference { try Reference.load("family-\(name)") }
}
