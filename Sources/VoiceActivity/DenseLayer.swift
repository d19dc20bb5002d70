// SPDX-License-Identifier: Apache-2.0

/// A matrix and a bias, laid out so that the product with a vector streams through memory eight outputs at a time.
///
/// Products and sums are separate operations: a fused one would be a function call an element on plain x86-64.
struct DenseLayer: Sendable {
    typealias Lanes = SIMD8<Float>

    /// Values that a row of input has.
    let inputs: Int
    /// Values written for a row: the outputs, rounded up to whole panels, the rest zeros.
    let paddedOutputs: Int
    /// Panels of eight outputs; in each the eight weights of the first input, of the second, and so on.
    private let panels: [Float]
    private let bias: [Float]
    private let rectified: Bool

    /// - Parameters:
    ///   - weights: one row of weights for each output.
    ///   - bias: one value for each output.
    ///   - rectified: whether negative results become zero (ReLU).
    init(weights: [Float], bias: [Float], rectified: Bool) {
        let lanes = Lanes.scalarCount
        let outputs = bias.count
        let inputs = weights.count / outputs
        let count = (outputs + lanes - 1) / lanes
        var panels = [Float](repeating: 0, count: count * inputs * lanes)
        for output in 0..<outputs {
            for input in 0..<inputs {
                panels[(output / lanes * inputs + input) * lanes + output % lanes] = weights[output * inputs + input]
            }
        }
        self.inputs = inputs
        self.paddedOutputs = count * lanes
        self.panels = panels
        self.bias = bias + [Float](repeating: 0, count: count * lanes - outputs)
        self.rectified = rectified
    }

    /// One row. The four sums keep the processor's adders busy while one waits for its last result.
    func apply(_ row: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>) {
        forEachPanel { weights, bias, first in
            var sums = (bias, Lanes.zero, Lanes.zero, Lanes.zero)
            var input = 0
            while input &+ 4 <= inputs {
                sums.0 += Self.load(weights, input) * row[input]
                sums.1 += Self.load(weights, input &+ 1) * row[input &+ 1]
                sums.2 += Self.load(weights, input &+ 2) * row[input &+ 2]
                sums.3 += Self.load(weights, input &+ 3) * row[input &+ 3]
                input &+= 4
            }
            while input < inputs {
                sums.0 += Self.load(weights, input) * row[input]
                input &+= 1
            }
            store((sums.0 + sums.1) + (sums.2 + sums.3), to: output + first)
        }
    }

    /// Four rows, `stride` values apart in the input (they may overlap) and `outputStride` in the output.
    ///
    /// The weights are read once for all four.
    func applyToFour(
        _ rows: UnsafePointer<Float>, stride: Int, to output: UnsafeMutablePointer<Float>, outputStride: Int
    ) {
        let (row0, row1, row2, row3) = (rows, rows + stride, rows + 2 * stride, rows + 3 * stride)
        forEachPanel { weights, bias, first in
            var sums = (bias, bias, bias, bias)
            for input in 0..<inputs {
                let weight = Self.load(weights, input)
                sums.0 += weight * row0[input]
                sums.1 += weight * row1[input]
                sums.2 += weight * row2[input]
                sums.3 += weight * row3[input]
            }
            store(sums.0, to: output + first)
            store(sums.1, to: output + (outputStride + first))
            store(sums.2, to: output + (2 * outputStride + first))
            store(sums.3, to: output + (3 * outputStride + first))
        }
    }

    @inline(__always)
    private func forEachPanel(_ body: (_ weights: UnsafePointer<Float>, _ bias: Lanes, _ first: Int) -> Void) {
        panels.withUnsafeBufferPointer { panels in
            bias.withUnsafeBufferPointer { bias in
                guard let weights = panels.baseAddress, let biases = bias.baseAddress else { return }
                for first in Swift.stride(from: 0, to: paddedOutputs, by: Lanes.scalarCount) {
                    body(weights + first * inputs, Self.load(biases + first, 0), first)
                }
            }
        }
    }

    @inline(__always)
    private static func load(_ weights: UnsafePointer<Float>, _ index: Int) -> Lanes {
        UnsafeRawPointer(weights).loadUnaligned(fromByteOffset: index &* MemoryLayout<Lanes>.size, as: Lanes.self)
    }

    @inline(__always)
    private func store(_ sums: Lanes, to output: UnsafeMutablePointer<Float>) {
        let result = rectified ? sums.replacing(with: 0, where: sums .< 0) : sums
        UnsafeMutableRawPointer(output).storeBytes(of: result, as: Lanes.self)
    }
}
