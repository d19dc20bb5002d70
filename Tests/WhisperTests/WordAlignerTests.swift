// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Whisper

struct WordAlignerTests {
    /// Against sorting, rows of every length.
    @Test func medianOfSeven() {
        var random = SplitMix64(seed: 7)
        for count in 1..<60 {
            let row = (0..<count).map { _ in Float(random.next() % 20) }
            let expected = row.indices.map { center in
                count <= 3
                    ? row[center]
                    : (-3...3).map { offset in
                        let at = abs(center + offset)
                        return row[at < count ? at : 2 * (count - 1) - at]
                    }.sorted()[3]
            }
            #expect(WordAligner.medianFilter(row[...]) == expected)
        }
    }

    /// Twelve words in 5 s, and 7 s that the text did not get to, since it went back to its third word.
    @Test func aCutTextEndsWhereItsLastWordsAttend() {
        var random = SplitMix64(seed: 7)
        let (words, positions) = (12, 600)
        let centers = (0..<words).map { Float(10 + 20 * $0) } + [50]
        let heads = (0..<4).map { _ in
            centers.flatMap { center in
                let weights = (0..<positions).map { position in
                    let distance = (Float(position) - center) / 8
                    return exp(-distance * distance) + Float.random(in: 0...0.02, using: &random)
                }
                let total = weights.reduce(0, +)
                return weights.map { $0 / total }
            }
        }
        let boundaries = WordAligner.boundaries(
            attention: heads, positions: positions, rows: 0..<words + 1, isCut: true)
        #expect(boundaries.count == words + 1 && boundaries == boundaries.sorted())
        for (boundary, center) in zip(boundaries, centers.dropLast()) { #expect(abs(Float(boundary) - center) < 25) }
        #expect((230...260).contains(boundaries[words]))
    }
}
