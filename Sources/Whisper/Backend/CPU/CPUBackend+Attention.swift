extension CPUBackend {
    /// Query rows up to which reading each key once for all heads is faster than packing them for products of matrices.
    private static let fewRows = 3

    func attention(
        _ segments: [AttentionSegment<CPUStorage>], heads: Int, capturedHeads: [Int]
    ) throws -> [[Float]] {
        try segments.map { segment in
            let width = segment.queries.columns / heads
            return segment.queries.rows <= Self.fewRows || !width.isMultiple(of: 16)
                ? attentionOfRows(segment, heads: heads, capturedHeads: capturedHeads)
                : try attentionOfHeads(segment, heads: heads, capturedHeads: capturedHeads)
        }
    }

    private func attentionOfRows(
        _ segment: AttentionSegment<CPUStorage>, heads: Int, capturedHeads: [Int]
    ) -> [Float] {
        let scores = scratch(.scores, count: heads * segment.queries.rows * segment.totalKeys)
        let attention = AttentionOfRows(segment: segment, heads: heads, scores: scores)
        attention.compute()
        return capturedHeads.flatMap { attention.probabilities(head: $0) }
    }

    private func attentionOfHeads(
        _ segment: AttentionSegment<CPUStorage>, heads: Int, capturedHeads: [Int]
    ) throws -> [Float] {
        let attention = AttentionOfHead(segment: segment, width: segment.queries.columns / heads)
        let parts = min(threads, heads)
        let scratch = scratch(.scores, count: parts * attention.scratch)
        let size = segment.queries.rows * segment.totalKeys
        return try [Float](unsafeUninitializedCapacity: capturedHeads.count * size) { captured, count in
            let captured = captured.baseAddress
            try ParallelWork.run(parts: parts) { part in
                for head in heads * part / parts..<heads * (part + 1) / parts {
                    attention.compute(
                        head, scratch: scratch + part * attention.scratch,
                        probabilities: capturedHeads.firstIndex(of: head).flatMap { captured?.advanced(by: $0 * size) })
                }
            }
            count = capturedHeads.count * size
        }
    }
}
