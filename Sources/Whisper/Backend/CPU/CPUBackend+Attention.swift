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
            for first in stride(from: 0, to: heads, by: group) {
                let range = first..<min(first + group, heads)
                let block = AttentionBlock(
                    segment: segment, heads: range, width: segment.queries.columns / heads,
                    scores: scratch(.scores, count: range.count * segment.queries.rows * segment.totalKeys))
                try isSmall ? block.computeRows() : block.computeProducts()
                for head in capturedHeads where range.contains(head) { captured += block.probabilities(head: head) }
            }
            return captured
        }
    }
}
