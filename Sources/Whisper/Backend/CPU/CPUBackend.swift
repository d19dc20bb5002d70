import COneDNN

/// The Whisper graph on oneDNN, float32.
public final class CPUBackend: Backend {
    public typealias Storage = CPUStorage
    public typealias Parameter = CPUStorage

    /// Threads that one operation may use.
    public let threads: Int

    private let engine: OneDNNEngine
    private var scores = CPUStorage(count: 1 << 16)

    /// - Throws: If oneDNN cannot make a CPU engine.
    public init(threads: Int) throws {
        self.threads = max(1, threads)
        engine = try OneDNNEngine()
    }

    public static func parameter(_ values: [Float]) -> CPUStorage { CPUStorage(values) }

    public func view(_ parameter: CPUStorage, rows: Int, columns: Int) -> Matrix<CPUStorage> {
        Matrix(storage: parameter, rows: rows, columns: columns)
    }

    public func allocate(count: Int) -> CPUStorage { CPUStorage(count: count) }

    public func activate() {
        omp_set_num_threads(Int32(threads))
    }

    public func linear(
        _ input: Matrix<CPUStorage>, _ weights: Linear<CPUStorage>, into output: Matrix<CPUStorage>,
        epilogue: LinearEpilogue
    ) throws {
        try engine.linear(
            input, weight: weights.weight.pointer, bias: weights.bias.map { UnsafePointer($0.pointer) },
            outputs: weights.outputs, into: output, epilogue: epilogue)
    }

    public func layerNorm(
        _ input: Matrix<CPUStorage>, _ weights: LayerNorm<CPUStorage>, into output: Matrix<CPUStorage>
    ) throws {
        try engine.layerNorm(input, scale: weights.scale.pointer, shift: weights.shift.pointer, into: output)
    }

    public func embed(
        tokens: [Int], table: Matrix<CPUStorage>, positions: Matrix<CPUStorage>, at: [Int],
        into output: Matrix<CPUStorage>
    ) {
        for (index, token) in tokens.enumerated() {
            let (from, position, to) = (table.row(token), positions.row(at[index]), output.row(index))
            for column in 0..<output.columns { to[column] = from[column] + position[column] }
        }
    }

    public func unfold(_ input: Matrix<CPUStorage>, stride: Int, into output: Matrix<CPUStorage>) {
        let width = input.columns
        for row in 0..<output.rows {
            for tap in 0..<3 {
                let source = row * stride + tap - 1
                let target = output.row(row) + tap * width
                if source >= 0, source < input.rows {
                    target.update(from: input.row(source), count: width)
                } else {
                    target.update(repeating: 0, count: width)
                }
            }
        }
    }

    public func add(_ addend: Matrix<CPUStorage>, to output: Matrix<CPUStorage>) {
        for row in 0..<output.rows {
            let (from, to) = (addend.row(row), output.row(row))
            for column in 0..<output.columns { to[column] += from[column] }
        }
    }

    public func copy(_ source: Matrix<CPUStorage>, to destination: Matrix<CPUStorage>) {
        for row in 0..<source.rows {
            destination.row(row).update(from: source.row(row), count: source.columns)
        }
    }

    public func write(_ values: [Float], to destination: Matrix<CPUStorage>) {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<destination.rows {
                destination.row(row).update(from: base + row * destination.columns, count: destination.columns)
            }
        }
    }

    public func read(_ source: Matrix<CPUStorage>) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(source.rows * source.columns)
        for row in 0..<source.rows {
            values.append(contentsOf: UnsafeBufferPointer(start: source.row(row), count: source.columns))
        }
        return values
    }

    public func attention(
        _ segments: [AttentionSegment<CPUStorage>], heads: Int, capturedHeads: [Int]
    ) throws -> [[Float]] {
        try segments.map { segment in
            var captured: [Float] = []
            captured.reserveCapacity(capturedHeads.count * segment.queries.rows * segment.keys.rows)
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
        let (rows, keys) = (segment.queries.rows, segment.keys.rows)
        let padded = paddedKeys(keys)
        if scores.count < heads.count * rows * padded { scores = CPUStorage(count: heads.count * rows * padded) }
        for (slice, head) in heads.enumerated() {
            let block = scores.pointer + slice * rows * padded
            try sgemm(
                transposed: true, rows, keys, width, 1 / Float(width).squareRoot(),
                segment.queries.base + head * width, segment.queries.stride,
                segment.keys.base + head * width, segment.keys.stride, block, padded)
            for row in 0..<rows {
                let visible = segment.causalOffset.map { min(keys, $0 + row + 1) } ?? keys
                (block + row * padded + visible).update(repeating: -1e30, count: padded - visible)
            }
        }
        try engine.softmax(scores.pointer, rows: heads.count * rows, columns: padded)
        for (slice, head) in heads.enumerated() {
            try sgemm(
                transposed: false, rows, width, keys, 1, scores.pointer + slice * rows * padded, padded,
                segment.values.base + head * width, segment.values.stride,
                segment.output.base + head * width, segment.output.stride)
        }
    }

    private func sgemm(
        transposed: Bool, _ m: Int, _ n: Int, _ k: Int, _ scale: Float, _ a: UnsafePointer<Float>, _ aStride: Int,
        _ b: UnsafePointer<Float>, _ bStride: Int, _ c: UnsafeMutablePointer<Float>, _ cStride: Int
    ) throws {
        try OneDNNError.check(
            steno_sgemm(transposed, m, n, k, scale, a, aStride, b, bStride, c, cStride),
            "attention \(m)×\(n)×\(k)")
    }

    private func capture(_ segment: AttentionSegment<CPUStorage>, slice: Int, into captured: inout [Float]) {
        let (rows, keys) = (segment.queries.rows, segment.keys.rows)
        let padded = paddedKeys(keys)
        for row in 0..<rows {
            let start = scores.pointer + (slice * rows + row) * padded
            captured.append(contentsOf: UnsafeBufferPointer(start: start, count: keys))
        }
    }
}
