extension CPUBackend {
    /// Query rows up to which our own loops, which read each key once for all heads, are faster than matrix products.
    private static let fewRows = 8

    func attention(
        _ segments: [AttentionSegment<CPUStorage>], heads: Int, capturedHeads: [Int]
    ) throws -> [[Float]] {
        try segments.map { segment in
            var captured: [Float] = []
            captured.reserveCapacity(capturedHeads.count * segment.queries.rows * segment.totalKeys)
            let isSmall = segment.queries.rows <= Self.fewRows
            // Many rows: a few heads at a time stay in the cache.
            let group = isSmall ? heads : min(heads, max(1, 256 / segment.queries.rows))
            let size = segment.queries.rows * segment.totalKeys
            let groups = (heads + group - 1) / group
            let parts = min(threads, groups)
            let scores = scratch(.scores, count: parts * group * size)
            for first in stride(from: 0, to: groups, by: parts) {
                let blocks = (first..<min(first + parts, groups)).map { index in
                    AttentionBlock(
                        segment: segment, heads: index * group..<min((index + 1) * group, heads),
                        width: segment.queries.columns / heads, scores: scores + (index - first) * group * size)
                }
                try ParallelWork.run(parts: blocks.count) { part in
                    try isSmall ? blocks[part].computeRows() : blocks[part].computeProducts()
                }
                for head in capturedHeads {
                    for block in blocks where block.heads.contains(head) {
                        captured += block.probabilities(head: head)
                    }
                }
            }
            return captured
        }
    }
}
