// SPDX-License-Identifier: Apache-2.0

internal import CKernels

/// Times of words from cross-attention, as in openai-whisper's `find_alignment`: the attention of the alignment heads is
/// normalized over the tokens, smoothed by a median of 7 positions, averaged, and followed by dynamic time warping.
struct WordAligner {
    private static let medianWidth = 7
    /// Positions behind where a cut text's last tokens attend most that are still theirs: 0.5 s.
    private static let lastWord = 25

    /// - Parameters:
    ///   - attention: For each head rows × positions of probabilities.
    ///   - rows: The rows in front of each text token, and one more after the last.
    ///   - isCut: Whether the audio may go on behind the last token: otherwise the tokens share all of it.
    /// - Returns: The position at which each token begins, and the end of the last.
    static func boundaries(
        attention: [[Float]], positions: Int, rows: Range<Int>, isCut: Bool = false
    ) -> [Int] {
        guard let first = attention.first, positions > 0, first.count >= rows.upperBound * positions, !rows.isEmpty
        else {
            return [Int](repeating: 0, count: rows.count)
        }
        var mean = [Float](repeating: 0, count: rows.count * positions)
        for head in attention {
            let normalized = normalize(head, rows: first.count / positions, positions: positions)
            for (index, row) in rows.enumerated() {
                let filtered = medianFilter(normalized[row * positions..<(row + 1) * positions])
                mean.withUnsafeMutableBufferPointer { mean in
                    steno_add(mean.baseAddress! + index * positions, filtered, positions)
                }
            }
        }
        let end = isCut ? end(mean, rows: rows.count, positions: positions) : positions
        return warp(mean, stride: positions, rows: rows.count, positions: end)
    }

    /// Some rows of attention, from a position on.
    static func part(
        of attention: [[Float]], positions: Int, from start: Int, rows: Range<Int>
    ) -> [[Float]] {
        attention.map { head in
            guard head.count >= rows.upperBound * positions else { return [] }
            return rows.flatMap { row in head[row * positions + start..<(row + 1) * positions] }
        }
    }

    /// Where a cut text ends, by the middle one of its last three tokens.
    private static func end(_ scores: [Float], rows: Int, positions: Int) -> Int {
        let peaks = (max(0, rows - 4)..<rows - 1).map { row in
            (0..<positions).max { scores[row * positions + $0] < scores[row * positions + $1] } ?? 0
        }.sorted()
        return peaks.isEmpty ? positions : min(positions, peaks[peaks.count / 2] + lastWord)
    }

    /// Rows become probabilities over the audio alone, columns get mean 0 and deviation 1.
    private static func normalize(_ head: [Float], rows: Int, positions: Int) -> [Float] {
        var values = head
        values.withUnsafeMutableBufferPointer { steno_standardize($0.baseAddress!, rows, positions) }
        return values
    }

    /// The row is continued at its ends by its reflection.
    static func medianFilter(_ row: ArraySlice<Float>) -> [Float] {
        let half = medianWidth / 2
        guard row.count > half else { return Array(row) }
        let values = Array(row)
        let padded = values[1...half].reversed() + values + values.dropLast().suffix(half).reversed()
        return [Float](unsafeUninitializedCapacity: row.count) { output, count in
            steno_median_of_seven(padded, row.count, output.baseAddress!)
            count = row.count
        }
    }

    /// The cheapest monotonic path through −`scores`, rows × positions that lie `stride` apart; gives where it enters each row.
    private static func warp(_ scores: [Float], stride: Int, rows: Int, positions: Int) -> [Int] {
        let width = positions + 1
        var cost = [Float](repeating: .infinity, count: (rows + 1) * width)
        var step = [UInt8](repeating: 0, count: (rows + 1) * width)
        cost[0] = 0
        for row in 1...rows {
            for position in 1...positions {
                let diagonal = cost[(row - 1) * width + position - 1]
                let up = cost[(row - 1) * width + position]
                let left = cost[row * width + position - 1]
                let best = min(diagonal, up, left)
                step[row * width + position] = best == diagonal ? 0 : best == up ? 1 : 2
                cost[row * width + position] = best - scores[(row - 1) * stride + position - 1]
            }
        }
        var entries = [Int](repeating: 0, count: rows)
        var (row, position) = (rows, positions)
        while row > 0, position > 0 {
            entries[row - 1] = position - 1
            switch step[row * width + position] {
            case 0: (row, position) = (row - 1, position - 1)
            case 1: row -= 1
            default: position -= 1
            }
        }
        return entries
    }
}
