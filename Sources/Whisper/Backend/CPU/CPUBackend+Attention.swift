import COneDNN

extension CPUBackend {
    func attention(
        _ segments: [AttentionSegment<CPUStorage>], heads: Int, capturedHeads: [Int]
    ) throws -> [[Float]] {
        try segments.map { segment in
            var captured: [Float] = []
            captured.reserveCapacity(capturedHeads.count * segment.queries.rows * segment.keyCount)
            // Few rows: all heads share one softmax. Many rows: a head at a time stays in the cache.
            let group = min(heads, max(1, 256 / segment.queries.rows))
            for first in stride(from: 0, to: heads, by: group) {
                let range = first..<min(first + group, heads)
                try attend(segment, heads: range, width: segment.queries.columns / heads)
                for head in capturedHeads where range.contains(head) {
                    capture(segment, slice: head - first, into: &captured)
                }
            }
            return captured
        }
    }

    /// Columns of the score matrix: a few sizes only, so that few softmax primitives are needed.
    private func paddedKeys(_ keys: Int) -> Int { (keys + 63) / 64 * 64 }

    private func attend(_ segment: AttentionSegment<CPUStorage>, heads: Range<Int>, width: Int) throws {
        let (rows, own, keys) = (segment.queries.rows, segment.keys.rows, segment.keyCount)
        let padded = paddedKeys(keys)
        let scale = 1 / Float(width).squareRoot()
        if scores.count < heads.count * rows * padded { scores = CPUStorage(count: heads.count * rows * padded) }
        for (slice, head) in heads.enumerated() {
            let block = scores.pointer + slice * rows * padded
            try sgemm(
                transposed: true, rows, own, width, scale, segment.queries.base + head * width, segment.queries.stride,
                segment.keys.base + head * width, segment.keys.stride, 0, block, padded)
            if let tail = segment.tail {
                try sgemm(
                    transposed: true, rows, tail.keys.rows, width, scale, segment.queries.base + head * width,
                    segment.queries.stride, tail.keys.base + head * width, tail.keys.stride, 0, block + own, padded)
            }
            for row in 0..<rows {
                let visible = segment.causalOffset.map { min(keys, $0 + row + 1) } ?? keys
                (block + row * padded + visible).update(repeating: -1e30, count: padded - visible)
            }
        }
        try engine.softmax(scores.pointer, rows: heads.count * rows, columns: padded)
        for (slice, head) in heads.enumerated() {
            let block = scores.pointer + slice * rows * padded
            try sgemm(
                transposed: false, rows, width, own, 1, block, padded, segment.values.base + head * width,
                segment.values.stride, 0, segment.output.base + head * width, segment.output.stride)
            if let tail = segment.tail {
                try sgemm(
                    transposed: false, rows, width, tail.keys.rows, 1, block + own, padded,
                    tail.values.base + head * width, tail.values.stride, 1, segment.output.base + head * width,
                    segment.output.stride)
            }
        }
    }

    private func sgemm(
        transposed: Bool, _ m: Int, _ n: Int, _ k: Int, _ scale: Float, _ a: UnsafePointer<Float>, _ aStride: Int,
        _ b: UnsafePointer<Float>, _ bStride: Int, _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ cStride: Int
    ) throws {
        try OneDNNError.check(
            steno_sgemm(transposed, m, n, k, scale, a, aStride, b, bStride, beta, c, cStride),
            "attention \(m)×\(n)×\(k)")
    }

    private func capture(_ segment: AttentionSegment<CPUStorage>, slice: Int, into captured: inout [Float]) {
        let (rows, keys) = (segment.queries.rows, segment.keyCount)
        let padded = paddedKeys(keys)
        for row in 0..<rows {
            let start = scores.pointer + (slice * rows + row) * padded
            captured.append(contentsOf: UnsafeBufferPointer(start: start, count: keys))
        }
    }
}
