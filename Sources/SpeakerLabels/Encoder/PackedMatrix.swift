// SPDX-License-Identifier: Apache-2.0

internal import CKernels

/// Weights for products with rows: int8 where that is fast, otherwise float32.
///
/// Unchecked around the C pointers: they are written once, before the matrix is shared.
final class PackedMatrix: @unchecked Sendable {
    let inputs: Int
    let outputs: Int
    private let panels: UnsafeMutableBufferPointer<Int8>
    private let scales: UnsafeMutableBufferPointer<Float>
    private let sums: UnsafeMutableBufferPointer<Int32>
    /// The weights as they were, where int8 is slow; otherwise none.
    private let floats: [Float]
    /// What rounding took from the weights, rounded in turn. An LSTM runs its errors through 160 steps: with one byte a weight all over, embeddings
    /// are off by 0.004.
    private let residual: PackedMatrix?

    /// - Parameters:
    ///   - weights: a row for each output.
    ///   - inputs: how long a row is, a multiple of 8.
    ///   - isExact: whether to stay with float32 in any case.
    ///   - bytes: how many each weight has.
    init(_ weights: [Float], inputs: Int, isExact: Bool = !steno_has_fast_int8(), bytes count: Int = 2) {
        let outputs = weights.count / inputs
        self.inputs = inputs
        self.outputs = outputs
        floats = isExact ? weights : []
        let rows = isExact ? 0 : outputs
        panels = .allocate(capacity: (rows + 15) / 16 * 16 * steno_int8_row_bytes(inputs))
        scales = .allocate(capacity: rows)
        sums = .allocate(capacity: rows)
        panels.initialize(repeating: 0)
        scales.initialize(repeating: 0)
        sums.initialize(repeating: 0)
        var rest = isExact || count == 1 ? [] : weights
        var bytes = [Int8](repeating: 0, count: inputs)
        for row in 0..<rows {
            let start = row * inputs
            let values = Array(weights[start..<start + inputs])
            scales[row] = steno_quantize_weights(values, inputs, &bytes, &sums[row])
            for input in 0..<inputs {
                panels[steno_panel_index(inputs, row, input)] = bytes[input]
                if !rest.isEmpty { rest[start + input] -= scales[row] * Float(bytes[input]) }
            }
        }
        residual = rest.isEmpty ? nil : PackedMatrix(rest, inputs: inputs, bytes: count - 1)
    }

    deinit {
        panels.deallocate()
        scales.deallocate()
        sums.deallocate()
    }

    /// output (+)= rows · weightsᵀ + bias.
    func multiply(
        _ rows: QuantizedRows, from first: Int, count: Int, bias: [Float]?, accumulate: Bool,
        into output: UnsafeMutablePointer<Float>
    ) {
        guard floats.isEmpty else {
            steno_few_rows(
                rows.floats + first * inputs, inputs, count, floats, inputs, outputs, accumulate, output,
                outputs)
            guard let bias else { return }
            for row in 0..<count { steno_add(output + row * outputs, bias, outputs) }
            return
        }
        let weights = steno_int8_weights(
            panels: panels.baseAddress, scales: scales.baseAddress, sums: sums.baseAddress,
            inputs: inputs,
            outputs: outputs)
        let epilogue = accumulate ? STENO_ACCUMULATE : STENO_STORE
        let (bytes, ranges) = (rows.bytes + first * steno_int8_row_bytes(inputs), rows.ranges + first)
        if let bias {
            steno_int8_linear(bytes, ranges, count, weights, bias, epilogue, output, outputs, 1)
        } else {
            steno_int8_linear(bytes, ranges, count, weights, nil, epilogue, output, outputs, 1)
        }
        residual?.multiply(rows, from: first, count: count, bias: nil, accumulate: true, into: output)
    }
}
