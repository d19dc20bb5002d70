// SPDX-License-Identifier: Apache-2.0

import CKernels

extension CPUBackend {
    /// Rows of int8 that meet a panel of weights while they stay in the cache.
    private static let rowBlock = 256

    /// A product of int8, whose rows are quantized here.
    func linear(
        _ input: Matrix<CPUStorage>, _ weights: QuantizedMatrix, _ bias: UnsafePointer<Float>?,
        into output: Matrix<CPUStorage>, _ epilogue: LinearEpilogue
    ) throws {
        for first in stride(from: 0, to: input.rows, by: Self.rowBlock) {
            let range = first..<min(first + Self.rowBlock, input.rows)
            try block(input.rows(range), weights, bias, into: output.rows(range), epilogue)
        }
    }

    private func block(
        _ input: Matrix<CPUStorage>, _ weights: QuantizedMatrix, _ bias: UnsafePointer<Float>?,
        into output: Matrix<CPUStorage>, _ epilogue: LinearEpilogue
    ) throws {
        let (rows, rowBytes) = (input.rows, weights.rowBytes)
        let bytes: UnsafeMutablePointer<UInt8> = try reserve(.bytes, rows * rowBytes)
        let ranges: UnsafeMutablePointer<steno_row_scale> = try reserve(.ranges, rows)
        for row in 0..<rows { ranges[row] = steno_quantize(input.row(row), input.columns, bytes + row * rowBytes) }
        steno_int8_linear(
            bytes, ranges, rows, weights.panels, bias, epilogue.kernel, output.base, output.stride, threads)
    }
}

extension LinearEpilogue {
    fileprivate var kernel: steno_epilogue {
        switch self {
        case .none: STENO_STORE
        case .gelu: STENO_GELU
        case .accumulate: STENO_ACCUMULATE
        }
    }
}
