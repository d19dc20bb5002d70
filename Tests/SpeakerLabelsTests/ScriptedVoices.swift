// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels
import StenoTesting

/// An encoder for audio that says itself who speaks: a sample of 3.0 is voice of speaker 3, of 3.25 the same with a quarter of a cold.
///
/// Embeddings are as alike as those of the real encoder: 0.757 of one speaker, 0.5 of two. `common` is what all voices share.
struct ScriptedVoices: SpeakerEncoder {
    let windowSize = 25_600
    let dimensions = 256
    let similarity = SpeakerSimilarity(same: 0.757, different: 0.5, halves: 0.55...0.7)
    var common: Float = 0.5

    func embeddings(of windows: [ArraySlice<Float>]) -> [SpeakerEmbedding] {
        windows.map { window in
            SpeakerEmbedding(
                whole: embedding(window, noise: 0.757),
                firstHalf: embedding(window.prefix(windowSize / 2), noise: 0.73))
        }
    }

    /// A speaker's voice without noise.
    func voice(_ speaker: Int) -> [Float] {
        Self.unit(
            zip(Self.direction(0), Self.direction(UInt64(speaker) + 2)).map {
                common.squareRoot() * $0 + (0.757 - common).squareRoot() * $1
            })
    }

    private func embedding(_ window: ArraySlice<Float>, noise same: Float) -> [Float] {
        var sum = [Float](repeating: 0, count: dimensions)
        var counts: [Float: Int] = [:]
        for sample in window where sample > 0 { counts[sample, default: 0] += 1 }
        guard !counts.isEmpty else { return sum }
        for (sample, count) in counts {
            let (speaker, cold) = (UInt64(sample), sample - sample.rounded(.down))
            let (own, other) = (Self.direction(speaker + 1), Self.direction(speaker + 1_000))
            for index in sum.indices {
                let voice = (1 - cold) * own[index] + cold * other[index]
                sum[index] += (0.757 - common).squareRoot() * voice * Float(count) / Float(window.count)
            }
        }
        // Noise of this window's own.
        var seed = UInt64(window.count)
        for (sample, count) in counts {
            seed &+= UInt64(sample.bitPattern) &* UInt64(count) &+ UInt64(window.startIndex)
        }
        let (shared, own) = (Self.direction(0), Self.direction(1_000_000 + seed))
        for index in sum.indices {
            sum[index] += common.squareRoot() * shared[index] + (1 - same).squareRoot() * own[index]
        }
        return Self.unit(sum)
    }

    private static func direction(_ seed: UInt64) -> [Float] {
        var random = SeededGenerator(seed: seed)
        return unit(
            (0..<256).map { _ in
                (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &random) }
            })
    }

    private static func unit(_ values: [Float]) -> [Float] {
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? values.map { $0 / length } : values
    }
}
