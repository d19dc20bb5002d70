import COneDNN

/// The Whisper graph on oneDNN, float32.
final class CPUBackend: Backend {
    typealias Storage = CPUStorage
    typealias Parameter = CPUStorage

    /// Threads that one operation may use.
    let threads: Int

    let engine: OneDNNEngine
    /// Attention scores of a few heads, grown as needed.
    var scores = CPUStorage(count: 1 << 16)

    /// - Throws: If oneDNN cannot make a CPU engine.
    init(threads: Int) throws {
        self.threads = max(1, threads)
        engine = try OneDNNEngine()
    }

    static func parameter(_ values: [Float]) -> CPUStorage { CPUStorage(values) }

    func view(_ parameter: CPUStorage, rows: Int, columns: Int) -> Matrix<CPUStorage> {
        Matrix(storage: parameter, rows: rows, columns: columns)
    }

    func allocate(count: Int) -> CPUStorage { CPUStorage(count: count) }

    func activate() {
        omp_set_num_threads(Int32(threads))
    }

    func linear(
        _ input: Matrix<CPUStorage>, _ weights: Linear<CPUStorage>, into output: Matrix<CPUStorage>,
        epilogue: LinearEpilogue
    ) throws {
        try engine.linear(
            input, weight: weights.weight.pointer, bias: weights.bias.map { UnsafePointer($0.pointer) },
            outputs: weights.outputs, into: output, epilogue: epilogue)
    }

    func layerNorm(
        _ input: Matrix<CPUStorage>, _ weights: LayerNorm<CPUStorage>, into output: Matrix<CPUStorage>
    ) throws {
        try engine.layerNorm(input, scale: weights.scale.pointer, shift: weights.shift.pointer, into: output)
    }

    func embed(
        tokens: [Int], table: Matrix<CPUStorage>, positions: Matrix<CPUStorage>, at: [Int],
        into output: Matrix<CPUStorage>
    ) {
        for (index, token) in tokens.enumerated() {
            let (from, position, to) = (table.row(token), positions.row(at[index]), output.row(index))
            for column in 0..<output.columns { to[column] = from[column] + position[column] }
        }
    }

    func unfold(_ input: Matrix<CPUStorage>, stride: Int, into output: Matrix<CPUStorage>) {
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

    func add(_ addend: Matrix<CPUStorage>, to output: Matrix<CPUStorage>) {
        for row in 0..<output.rows {
            let (from, to) = (addend.row(row), output.row(row))
            for column in 0..<output.columns { to[column] += from[column] }
        }
    }

    func copy(_ source: Matrix<CPUStorage>, to destination: Matrix<CPUStorage>) {
        for row in 0..<source.rows {
            destination.row(row).update(from: source.row(row), count: source.columns)
        }
    }

    func write(_ values: [Float], to destination: Matrix<CPUStorage>) {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<destination.rows {
                destination.row(row).update(from: base + row * destination.columns, count: destination.columns)
            }
        }
    }

    func read(_ source: Matrix<CPUStorage>) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(source.rows * source.columns)
        for row in 0..<source.rows {
            values.append(contentsOf: UnsafeBufferPointer(start: source.row(row), count: source.columns))
        }
        return values
    }
}
