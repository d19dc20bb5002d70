// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import Weights

/// A layer of a long short-term memory: at each step gates of the input and of the layer's own last output.
///
/// The input's share does not depend on time, so one product gives it for all steps; only the other is done step by step.
struct LSTMLayer: Sendable {
    let units: Int
    private let input: PackedMatrix
    private let recurrent: PackedMatrix
    /// PyTorch's two biases, added up.
    private let bias: [Float]

    /// - Parameter isExact: whether the input is multiplied in float32: it is rounded badly if its values differ by powers of ten.
    init(
        _ file: some WeightFile, prefix: String, index: Int, inputs: Int, units: Int, isExact: Bool
    ) throws(WeightsError) {
        let name = { (part: String) in "\(prefix)\(part)_l\(index)" }
        let recurrent = try file.floats(name("weight_hh"), shape: [4 * units, units])
        let weights = try file.floats(name("weight_ih"), shape: [4 * units, inputs])
        let biases = [
            try file.floats(name("bias_ih"), shape: [4 * units]),
            try file.floats(name("bias_hh"), shape: [4 * units]),
        ]
        self.units = units
        input =
            isExact
            ? PackedMatrix(weights, inputs: inputs, isExact: true) : PackedMatrix(weights, inputs: inputs, bytes: 1)
        self.recurrent = PackedMatrix(recurrent, inputs: units)
        bias = zip(biases[0], biases[1]).map(+)
    }

    /// All steps of some sequences side by side.
    ///
    /// - Parameters:
    ///   - rows: a row for each sequence of the first step, then of the second, and so on, rounded already.
    ///   - output: as many rows, which are rounded too.
    func run(_ rows: QuantizedRows, sequences: Int, steps: Int, output: QuantizedRows) {
        let width = 4 * units
        let gates = UnsafeMutablePointer<Float>.allocate(capacity: sequences * steps * width)
        defer { gates.deallocate() }
        input.multiply(
            rows, from: 0, count: sequences * steps, bias: bias, accumulate: false, into: gates)
        var cells = [Float](repeating: 0, count: sequences * units)
        cells.withUnsafeMutableBufferPointer { cells in
            guard let cells = cells.baseAddress else { return }
            for step in 0..<steps {
                let first = step * sequences
                if step > 0 {
                    recurrent.multiply(
                        output, from: first - sequences, count: sequences, bias: nil, accumulate: true,
                        into: gates + first * width)
                }
                for row in first..<first + sequences {
                    steno_lstm_step(
                        gates + row * width, cells + (row - first) * units, output.floats + row * units, units)
                }
                output.round(first..<first + sequences)
            }
        }
    }
}
