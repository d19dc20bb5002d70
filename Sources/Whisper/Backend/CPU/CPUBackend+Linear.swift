// SPDX-License-Identifier: Apache-2.0

import CKernels
import COneDNN

extension CPUBackend {
    /// Floats of input up to which our own loop, which reads the weights once, is faster than a matrix product.
    static let fewFloats = 4096

    func linear(
        _ input: Matrix<CPUStorage>, _ weights: Linear<CPUParameter>, into output: Matrix<CPUStorage>,
        epilogue: LinearEpilogue
    ) throws {
        let bias = weights.bias?.floats.pointer
        switch weights.weight {
        case .float32(let matrix): try linear(input, matrix.pointer, bias, into: output, epilogue)
        case .bfloat16(let matrix): try linear(input, matrix, bias, into: output, epilogue)
        case .int8(let matrix): try linear(input, matrix, bias, into: output, epilogue)
        }
    }

    private func linear(
        _ input: Matrix<CPUStorage>, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?,
        into output: Matrix<CPUStorage>, _ epilogue: LinearEpilogue
    ) throws {
        let (rows, inputs, outputs) = (input.rows, input.columns, output.columns)
        if rows * inputs <= Self.fewFloats, inputs % 8 == 0 {
            steno_few_rows(
                input.base, input.stride, rows, weights, inputs, outputs, epilogue == .accumulate, output.base,
                output.stride)
        } else {
            try divide(outputs) { slice in
                try product(
                    input, weights + slice.lowerBound * inputs, into: output, columns: slice,
                    accumulate: epilogue == .accumulate)
            }
        }
        finish(output, bias, epilogue)
    }

    /// Columns of a product that are computed at a time. A library's sums depend on their number, so it must not depend on how
    /// many threads there are.
    private static let slice = 128

    /// The columns of `output` in slices, divided among the threads.
    func divide(_ columns: Int, _ body: (Range<Int>) throws -> Void) throws {
        let slices = (columns + Self.slice - 1) / Self.slice
        let parts = min(threads, slices)
        try ParallelWork.run(parts: parts) { part in
            for slice in slices * part / parts..<slices * (part + 1) / parts {
                try body(slice * Self.slice..<min(columns, (slice + 1) * Self.slice))
            }
        }
    }

    /// Some columns of a product; `weights` are theirs.
    func product(
        _ input: Matrix<CPUStorage>, _ weights: UnsafePointer<Float>, into output: Matrix<CPUStorage>,
        columns: Range<Int>, accumulate: Bool
    ) throws {
        try OneDNNError.check(
            steno_sgemm(
                true, input.rows, columns.count, input.columns, 1, input.base, input.stride, weights, input.columns,
                accumulate ? 1 : 0, output.base + columns.lowerBound, output.stride),
            "a product of \(input.rows) × \(input.columns) × \(columns.count)")
    }

    /// What follows a product: the bias and the activation.
    func finish(_ output: Matrix<CPUStorage>, _ bias: UnsafePointer<Float>?, _ epilogue: LinearEpilogue) {
        for row in 0..<output.rows {
            if epilogue == .gelu {
                steno_gelu(output.row(row), bias, output.columns)
            } else if let bias {
                steno_add(output.row(row), bias, output.columns)
            }
        }
    }

    /// Scratch memory of `count` values; its content is undefined.
    func reserve<Value>(_ use: Scratch, _ count: Int) throws -> UnsafeMutablePointer<Value> {
        let bytes = count * MemoryLayout<Value>.stride
        return UnsafeMutableRawPointer(try scratch(use, count: bytes / MemoryLayout<Float>.stride + 1))
            .bindMemory(to: Value.self, capacity: count)
    }
}
