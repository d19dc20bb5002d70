// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting

@testable import Whisper

/// What openai-whisper computed; see Tests/Reference/README.md.
struct Reference: Decodable {
    struct Clip: Decodable {
        var name: String
        var language: String
        var samples: Int
    }

    struct Encoder: Decodable {
        var rows: [Int]
        var dimensions: [Int]
        var values: [[Float]]
    }

    struct Decoder: Decodable {
        var tokens: [Int]
        var ids: [Int]
        var values: [[Float]]
        var topIds: [[Int]]
        var topValues: [[Float]]
    }

    struct Greedy: Decodable {
        var tokens: [Int]
        var text: String
        var averageLogProbability: Float
        var noSpeechProbability: Float
        var compressionRatio: Float
    }

    struct Word: Decodable {
        var word: String
        var start: Double
        var end: Double
    }

    struct Words: Decodable {
        var merged: [Word]
    }

    struct Language: Decodable {
        var language: String
        var probability: Float
    }

    var model: String
    var clip: Clip
    var level: String
    var encoder: Encoder
    var decoder: Decoder
    var withoutTimestamps: Greedy
    var withTimestamps: Greedy
    var words: Words
    var languages: [Language]?

    static let names = [
        "tiny.en-jfk-whisper", "tiny.en-jfk-fixed", "tiny.en-jfk-short-whisper", "tiny.en-jfk-short-fixed",
        "base-jfk-whisper", "base-jfk-fixed", "base-jfk-short-whisper", "base-jfk-short-fixed",
        "base-french-whisper", "base-french-fixed",
    ]

    static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let url = Bundle.module.bundleURL.appending(path: "Reference/\(name).json")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
    }

    /// The audio of a clip, 16 kHz mono.
    static func samples(_ clip: Clip) throws -> [Float] {
        let file = clip.name == "french" ? "french.wav" : "jfk.wav"
        return Array(try Fixtures.samples(file).prefix(clip.samples))
    }

    /// The clip's spectrogram over the full window, at the reference's level.
    func logMel(_ model: WhisperModel, _ context: WorkerContext) throws -> LogMel {
        try model.frontEnd.logMel(
            Self.samples(clip), frames: 2 * model.dimensions.audioPositions,
            level: level == "fixed" ? .fixed : .window, on: context.backend)
    }
}
