import CKernels
import COneDNN

extension CPUBackend {
    /// Floats of input up to which our own loop, which reads the weights once, is faster than a matrix product.
    private static let fewFloats = 4096
    /// Rows of int8 that meet a panel of weights while they stay in the cache.
    private static let rowBlock = 256

    func linear(
        _ input: Matrix<CPUStorage>, _ weights: Linear<CPUParameter>, into output: Matrix<CPUStorage>,
        epilogue: LinearEpilogue
    ) throws {
        let bias = weights.bias?.floats.pointer
        switch weights.weight {
        case .float32(let matrix): try linear(input, matrix.pointer, bias, into: output, epilogue)
        case .int8(let matrix): linear(input, matrix, bias, into: output, epilogue)
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
            let panels = (outputs + 15) / 16
            let parts = min(threads, panels)
            try ParallelWork.run(parts: parts) { part in
                let first = panels * part / parts * 16
                let end = min(outputs, panels * (part + 1) / parts * 16)
                try OneDNNError.check(
                    steno_sgemm(
                        true, rows, end - first, inputs, 1, input.base, input.stride, weights + first * inputs, inputs,
                        epilogue == .accumulate ? 1 : 0, output.base + first, output.stride),
                    "a product of \(rows) × \(inputs) × \(outputs)")
            }
        }
        for row in 0..<rows {
            if epilogue == .gelu {
                steno_gelu(output.row(row), bias, outputs)
            } else if let bias {
                steno_add(output.row(row), bias, outputs)
            }
        }
    }

    private func linear(
        _ input: Matrix<CPUStorage>, _ weights: QuantizedMatrix, _ bias: UnsafePointer<Float>?,
        into output: Matrix<CPUStorage>, _ epilogue: LinearEpilogue
    ) {
        for first in stride(from: 0, to: input.rows, by: Self.rowBlock) {
            let range = first..<min(first + Self.rowBlock, input.rows)
            block(input.rows(range), weights, bias, into: output.rows(range), epilogue)
        }
    }

    private func block(
        _ input: Matrix<CPUStorage>, _ weights: QuantizedMatrix, _ bias: UnsafePointer<Float>?,
        into output: Matrix<CPUStorage>, _ epilogue: LinearEpilogue
    ) {
        let (rows, rowBytes) = (input.rows, weights.rowBytes)
        let bytes: UnsafeMutablePointer<UInt8> = reserve(.bytes, rows * rowBytes)
        let ranges: UnsafeMutablePointer<steno_row_scale> = reserve(.ranges, rows)
        for row in 0..<rows { ranges[row] = steno_quantize(input.row(row), input.columns, bytes + row * rowBytes) }
        steno_int8_linear(
            bytes, ranges, rows, weights.panels, bias, epilogue.kernel, output.base, output.stride, threads)
    }

    private func reserve<Value>(_ use: Scratch, _ count: Int) -> UnsafeMutablePointer<Value> {
        let bytes = count * MemoryLayout<Value>.stride
        return UnsafeMutableRawPointer(scratch(use, count: bytes / MemoryLayout<Float>.stride + 1))
            .bindMemory(to: Value.self, capacity: count)
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
