// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

@testable import Whisper

/// The CPU's attention against sums in double precision, one score after the other.
struct AttentionTests {
    /// What is asked of it.
    struct Shape: Sendable, CustomTestStringConvertible {
        var queries: Int
        /// Its own keys, then two lots of sparse ones.
        var keys: [Int]
        var causalOffset: Int?
        var width = 64
        var threads = 1

        var testDescription: String {
            "\(queries) rows, \(keys) keys, from \(causalOffset ?? -1), width \(width), \(threads) threads"
        }
    }

    private static let heads = 3

    static let shapes: [Shape] =
        [1, 3, 4, 6, 7, 25].map { Shape(queries: $0, keys: [37, 5, 16]) } + [
            Shape(queries: 13, keys: [13, 0, 0], causalOffset: 0), Shape(queries: 2, keys: [9, 0, 0], causalOffset: 7),
            Shape(queries: 9, keys: [29, 0, 0], causalOffset: 20), Shape(queries: 8, keys: [1, 0, 0]),
            Shape(queries: 20, keys: [100, 40, 7], threads: 2), Shape(queries: 20, keys: [33, 8, 0], width: 16),
            Shape(queries: 20, keys: [33, 8, 0], width: 24),
        ]

    @Test(arguments: shapes)
    func isWhatTheFormulaSays(shape: Shape) throws {
        let backend = CPUBackend()
        backend.activate(threads: shape.threads)
        var random = SplitMix64(seed: 7)
        let columns = Self.heads * shape.width
        func matrix(_ rows: Int, columns: Int) -> Matrix<CPUStorage> {
            let values = (0..<rows * columns).map { _ in Float.random(in: -2...2, using: &random) }
            return Matrix(storage: CPUStorage(values), rows: rows, columns: columns)
        }
        let own = matrix(shape.keys[0], columns: 2 * columns)
        let segment = AttentionSegment(
            queries: matrix(shape.queries, columns: columns), keyValues: own,
            sparse: shape.keys.dropFirst().map { matrix($0, columns: 2 * columns) }, sparseBias: 1.4,
            output: matrix(shape.queries, columns: columns), causalOffset: shape.causalOffset)
        let captured = try backend.attention([segment], heads: Self.heads, capturedHeads: [0, 2])[0]
        var probabilities: [Float] = []
        for head in 0..<Self.heads {
            for row in 0..<shape.queries {
                let (weights, sums) = Self.attention(segment, head: head, row: row, width: shape.width)
                if head != 1 { probabilities += weights.map { Float($0) } }
                let output = UnsafeBufferPointer(
                    start: segment.output.row(row) + head * shape.width, count: shape.width)
                #expect(zip(output, sums).allSatisfy { abs(Double($0) - $1) < 2e-6 }, "head \(head), row \(row)")
            }
        }
        #expect(captured.count == probabilities.count)
        #expect(zip(captured, probabilities).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    /// The probabilities of all keys, and the values weighted with them.
    private static func attention(
        _ segment: AttentionSegment<CPUStorage>, head: Int, row: Int, width: Int
    ) -> (probabilities: [Double], sums: [Double]) {
        func columns(_ matrix: Matrix<CPUStorage>, _ row: Int) -> [Double] {
            (0..<width).map { Double(matrix.row(row)[head * width + $0]) }
        }
        let query = columns(segment.queries, row)
        var (weights, values): ([Double], [[Double]]) = ([], [])
        for (part, (keys, partValues)) in ([(segment.keys, segment.values)] + segment.sparse).enumerated() {
            for key in 0..<keys.rows {
                let score = zip(query, columns(keys, key)).reduce(0) { $0 + $1.0 * $1.1 } / Double(width).squareRoot()
                let isSeen = part > 0 || segment.causalOffset.map { key <= $0 + row } ?? true
                weights.append(isSeen ? exp(score + (part > 0 ? Double(segment.sparseBias) : 0)) : 0)
                values.append(columns(partValues, key))
            }
        }
        let total = weights.reduce(0, +)
        let probabilities = weights.map { $0 / total }
        let sums = (0..<width).map { column in zip(probabilities, values).reduce(0) { $0 + $1.0 * $1.1[column] } }
        return (probabilities, sums)
    }
}
