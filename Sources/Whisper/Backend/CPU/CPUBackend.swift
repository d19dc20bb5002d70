// SPDX-License-Identifier: Apache-2.0

import CKernels
import COneDNN

/// The Whisper graph on the CPU: oneDNN's matrix products and loops of our own between them.
final class CPUBackend: Backend {
    typealias Storage = CPUStorage
    typealias Parameter = CPUParameter

    /// Threads that the work may use.
    private(set) var threads = 1

    /// Where all memory of this instance comes from.
    let pool: MemoryPool
    /// Scratch memory for attention scores, rows in fewer bits and their ranges, grown as needed.
    private var scratch: [Scratch: CPUStorage] = [:]

    enum Scratch {
        case scores, bytes, ranges
    }

    init(pool: MemoryPool = MemoryPool()) {
        self.pool = pool
    }

    static func parameter(_ values: [Float]) -> CPUParameter { .float32(CPUStorage(values)) }

    static func matrix(_ values: [Float], outputs: Int, inputs: Int, type: ComputeType) -> CPUParameter {
        switch type {
        case .int8 where inputs % 32 == 0: .int8(QuantizedMatrix(values, rows: outputs, columns: inputs))
        case .bfloat16 where inputs % 8 == 0: .bfloat16(BFloat16Matrix(values, columns: inputs))
        default: parameter(values)
        }
    }

    func view(_ parameter: CPUParameter, rows: Int, columns: Int) -> Matrix<CPUStorage> {
        Matrix(storage: parameter.floats, rows: rows, columns: columns)
    }

    func allocate(count: Int) throws(WhisperError) -> CPUStorage { try CPUStorage(count: count, pool: pool) }

    func activate(threads: Int) {
        self.threads = max(1, threads)
        // What is divided among threads is divided here: then sums do not depend on how.
        omp_set_num_threads(1)
    }

    /// Scratch memory of `count` floats; its content is undefined.
    func scratch(_ use: Scratch, count: Int) throws -> UnsafeMutablePointer<Float> {
        if let held = scratch[use], held.count >= count { return held.pointer }
        let memory = try allocate(count: count)
        scratch[use] = memory
        return memory.pointer
    }

    func layerNorm(
        _ input: Matrix<CPUStorage>, _ weights: LayerNorm<CPUParameter>, into output: Matrix<CPUStorage>
    ) {
        let (scale, shift) = (weights.scale.floats.pointer, weights.shift.floats.pointer)
        for row in 0..<input.rows {
            steno_layer_norm(input.row(row), scale, shift, 1e-5, output.row(row), input.columns)
        }
    }

    func embed(
        tokens: [Int], table: Linear<CPUParameter>, positions: Matrix<CPUStorage>, at: [Int],
        into output: Matrix<CPUStorage>
    ) {
        for (index, token) in tokens.enumerated() {
            let to = output.row(index)
            to.update(from: positions.row(at[index]), count: output.columns)
            switch table.weight {
            case .float32(let values): steno_add(to, values.pointer + token * table.inputs, table.inputs)
            case .bfloat16(let matrix): matrix.addRow(token, to: to)
            case .int8(let matrix): matrix.addRow(token, to: to)
            }
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
            steno_add(output.row(row), addend.row(row), output.columns)
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
