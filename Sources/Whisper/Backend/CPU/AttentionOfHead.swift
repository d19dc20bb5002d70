// SPDX-License-Identifier: Apache-2.0

import CKernels

/// Attention of many query rows, a head at a time.
struct AttentionOfHead {
    let segment: AttentionSegment<CPUStorage>
    /// Columns of a head.
    let width: Int

    /// Floats of scratch that ``compute(_:scratch:probabilities:)`` takes.
    var scratch: Int { steno_attention_scratch(segment.totalKeys, width) }

    /// - Parameter probabilities: gets query rows × keys of them, if given.
    func compute(_ head: Int, scratch: UnsafeMutablePointer<Float>, probabilities: UnsafeMutablePointer<Float>?) {
        let column = head * width
        let parts = segment.parts.map { part in
            var part = part
            part.keys += column
            part.values += column
            return part
        }
        let queries = steno_attention_queries(
            rows: segment.queries.base + column, stride: segment.queries.stride, count: segment.queries.rows)
        steno_attention(
            queries, parts, parts.count, width, segment.causalOffset ?? -1, segment.sparseBias, scratch,
            segment.output.base + column, segment.output.stride, probabilities)
    }
}
