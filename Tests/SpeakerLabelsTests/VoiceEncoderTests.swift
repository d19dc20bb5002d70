// SPDX-License-Identifier: Apache-2.0

import Foundation
import ModelStore
import StenoTesting
import Testing

@testable import SpeakerLabels

/// The encoder beside the original, whose numbers `Tests/Reference/speaker_reference.py` wrote down.
struct VoiceEncoderTests {
    private struct Row: Decodable {
        var recording: String
        var start: Int
        var count: Int
        var embedding: [Float]
    }

    private static func encoder() throws -> VoiceEncoder {
        try VoiceEncoder(path: Fixtures.model(Catalog.speakerModel) + "/" + VoiceEncoder.fileName)
    }

    private static func rows() throws -> [Row] {
        let url = try #require(Bundle.module.url(forResource: "Reference/embeddings", withExtension: "json"))
        return try JSONDecoder().decode([Row].self, from: Data(contentsOf: url))
    }

    private static func window(_ row: Row) throws -> ArraySlice<Float> {
        try Fixtures.samples(row.recording)[row.start..<row.start + row.count]
    }

    @Test func embeddingsAreThoseOfResemblyzer() throws {
        let encoder = try Self.encoder()
        for row in try Self.rows() {
            let embedding = encoder.embeddings(of: [try Self.window(row)])[0].whole
            #expect(1 - Vector.dot(embedding, row.embedding) < 1e-3, "\(row.recording) at \(row.start)")
        }
    }

    @Test func embeddingDoesNotDependOnTheOtherWindows() throws {
        let encoder = try Self.encoder()
        let windows = try Self.rows().map(Self.window)
        let together = encoder.embeddings(of: windows)
        for (window, embedding) in zip(windows, together) {
            #expect(encoder.embeddings(of: [window])[0] == embedding)
        }
    }

    @Test func firstHalfIsTheEmbeddingOfHalfAWindow() throws {
        let encoder = try Self.encoder()
        let windows = try Self.rows().filter { $0.count == encoder.windowSize }.map(Self.window)
        for window in windows {
            let loud = ArraySlice(window.map { $0 * 40 })
            let half = encoder.embeddings(of: [loud.prefix(encoder.windowSize / 2)])[0].whole
            #expect(1 - Vector.dot(encoder.embeddings(of: [loud])[0].firstHalf, half) < 5e-3)
        }
    }

    @Test func levelOfQuietVoiceDoesNotMatter() throws {
        let encoder = try Self.encoder()
        let window = try Self.window(Self.rows()[0])
        let quiet = encoder.embeddings(of: [ArraySlice(window.map { $0 * 0.01 })])[0].whole
        let quieter = encoder.embeddings(of: [ArraySlice(window.map { $0 * 0.001 })])[0].whole
        #expect(1 - Vector.dot(quiet, quieter) < 1e-3)
    }

    @Test func hasAnEmbeddingForWhateverComes() throws {
        let encoder = try Self.encoder()
        let nothing = [Float](repeating: 0, count: encoder.windowSize)
        let infinite = [Float](repeating: .infinity, count: encoder.windowSize)
        for embedding in encoder.embeddings(of: [nothing[...], infinite[...], [0.1], nothing[..<100]]) {
            for vector in [embedding.whole, embedding.firstHalf] {
                #expect(vector.count == encoder.dimensions && vector.allSatisfy(\.isFinite))
            }
        }
        #expect(encoder.embeddings(of: []).isEmpty)
    }
}
