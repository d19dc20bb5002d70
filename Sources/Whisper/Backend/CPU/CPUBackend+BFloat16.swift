// SPDX-License-Identifier: Apache-2.0

import CKernels

extension CPUBackend {
    /// Weights that are widened at a time, for processors that cannot multiply them.
    private static let blockFloats = 131_072

    /// A product of bfloat16, which only some processors have: for others the same numbers in wider registers.
    func linear(
        _ input: Matrix<CPUStorage>, _ weights: BFloat16Matrix, _ bias: UnsafePointer<Float>?,
        into output: Matrix<CPUStorage>, _ epilogue: LinearEpilogue
    ) throws {
        let (rows, inputs, outputs, accumulate) = (
            input.rows, input.columns, output.columns, epilogue == .accumulate
        )
        let rounded: UnsafeMutablePointer<UInt16> = try reserve(.bytes, rows * inputs)
        for row in 0..<rows { steno_to_bfloat16(input.row(row), inputs, rounded + row * inputs) }
        if rows * inputs > Self.fewFloats, let product = BFloat16Product.shared {
            try divide(outputs) { slice in
                try product.run(
                    rows: rows, inputs: inputs, outputs: slice.count, input: rounded,
                    weights: weights.pointer + slice.lowerBound * inputs, accumulate: accumulate,
                    output: output.base + slice.lowerBound, outputStride: output.stride)
            }
        } else {
            let widened = Matrix(storage: try allocate(count: rows * inputs), rows: rows, columns: inputs)
            steno_from_bfloat16(rounded, rows * inputs, widened.base)
            if rows * inputs <= Self.fewFloats {
                steno_few_rows_bfloat16(
                    widened.base, inputs, rows, weights.pointer, inputs, outputs, accumulate, output.base,
                    output.stride)
            } else {
                try divide(outputs) { try product(widened, weights, into: output, columns: $0, accumulate: accumulate) }
            }
        }
        finish(output, bias, epilogue)
    }

    /// Some columns of a product, from weights widened block by block while they lie in the cache.
    private func product(
        _ input: Matrix<CPUStorage>, _ weights: BFloat16Matrix, into output: Matrix<CPUStorage>, columns: Range<Int>,
        accumulate: Bool
    ) throws {
        let inputs = input.columns
        let block = max(16, Self.blockFloats / inputs)
        let widened = try allocate(count: min(block, columns.count) * inputs)
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: block) {
            let slice = first..<min(first + block, columns.upperBound)
            steno_from_bfloat16(weights.pointer + first * inputs, slice.count * inputs, widened.pointer)
            try product(input, widened.pointer, into: output, columns: slice, accumulate: accumulate)
        }
    }
}
