// SPDX-License-Identifier: Apache-2.0

extension CPUBackend {
    /// Query rows up to which reading each key once for all heads is faster than packing them for products of matrices.
    private static let fewRows = 6

    func attention(
        _ segments: [AttentionSegment<CPUStorage>], heads: Int, capturedHeads: [Int]
    ) throws -> [[Float]] {
        try segments.map { segment in
            let width = segment.queries.columns / heads
            return segment.queries.rows <= Self.fewRows || !width.isMultiple(of: 16)
                ? try attentionOfRows(segment, heads: heads, capturedHeads: capturedHeads)
                : try attentionOfHeads(segment, heads: heads, capturedHeads: capturedHeads)
        }
    }

    private func attentionOfRows(
        _ segment: AttentionSegment<CPUStorage>, heads: Int, capturedHeads: [Int]
    ) throws -> [Float] {
        let scores = try scratch(.scores, count: heads * segment.queries.rows * segment.totalKeys)
        let attention = AttentionOfRows(segment: segment, heads: heads, scores: scores)
        attention.compute()
        return capturedHeads.flatMap { attention.probabilities(head: $0) }
    }

    private func attentionOfHeads(
        _ segment: AttentionSegment<CPUStorage>, heads: Int, capturedHeads: [Int]
    ) throws -> [Float] {
        let attention = AttentionOfHead(segment: segment, width: segment.queries.columns / heads)
        let (parts, size) = (min(threads, heads), segment.queries.rows * segment.totalKeys)
        let scratch = try scratch(.scores, count: parts * attention.scratch + capturedHeads.count * size)
        let captured = scratch + parts * attention.scratch
        try ParallelWork.run(parts: parts) { part in
            for head in heads * part / parts..<heads * (part + 1) / parts {
                attention.compute(
                    head, scratch: scratch + part * attention.scratch,
                    probabilities: capturedHeads.firstIndex(of: head).map { captured + $0 * size })
            }
        }
        return Array(UnsafeBufferPointer(start: captured, count: capturedHeads.count * size))
    }
}
