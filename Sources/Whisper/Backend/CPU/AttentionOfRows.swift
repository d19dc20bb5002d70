// SPDX-License-Identifier: Apache-2.0

import CKernels

/// Attention of few query rows: loops over the keys, each of which is read once for all heads.
struct AttentionOfRows {
    let segment: AttentionSegment<CPUStorage>
    let heads: Int
    /// Scores, then probabilities: heads × query rows × keys.
    let scores: UnsafeMutablePointer<Float>

    private var rows: Int { segment.queries.rows }
    private var keys: Int { segment.totalKeys }
    private var width: Int { segment.queries.columns / heads }

    func compute() {
        let (queries, output) = (segment.queries, segment.output)
        for (part, start) in segment.partsWithStarts {
            steno_attention_scores(
                queries.base, queries.stride, rows, part.keys, part.key_stride, part.count, heads, width,
                1 / Float(width).squareRoot(), scores + start, keys)
        }
        let own = segment.keys.rows
        for row in 0..<heads * rows {
            let visible = segment.causalOffset.map { min(own, $0 + row % rows + 1) } ?? own
            steno_softmax(scores + row * keys, visible, own, keys, segment.sparseBias)
        }
        for row in 0..<rows { output.row(row).update(repeating: 0, count: output.columns) }
        for (part, start) in segment.partsWithStarts {
            steno_attention_sum(
                scores + start, keys, part.values, part.value_stride, part.count, heads, width, output.base,
                output.stride, rows)
        }
    }

    /// The probabilities of one head, query rows × keys.
    func probabilities(head: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: scores + head * rows * keys, count: rows * keys)
    }
}
