// SPDX-License-Identifier: Apache-2.0

import CKernels
import Testing

@testable import Whisper

/// Numbers of bfloat16 and their products, on processors that multiply them and on others.
struct BFloat16Tests {
    /// The two numbers of bfloat16 around a float: the nearer one is right, and the even one if both are as near.
    @Test func roundsToTheNearest() {
        var generator = SplitMix64(seed: 1)
        var values = (0..<10_000).map { _ in Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator)) }
        values += [0, -0, 1, 1.00390625, 1.01171875, -1.00390625, .leastNonzeroMagnitude]
        values.removeAll { !$0.isFinite || $0.magnitude > 3.3e38 }
        for (value, rounded) in zip(values, roundTrip(values)) {
            let below = Float(bitPattern: value.bitPattern & 0xFFFF_0000)
            let above = Float(bitPattern: (value.bitPattern & 0xFFFF_0000) + 0x1_0000)
            let (down, up) = (abs(Double(value) - Double(below)), abs(Double(above) - Double(value)))
            let even = below.bitPattern & 0x1_0000 == 0 ? below : above
            #expect(rounded.bitPattern == (down < up ? below : down > up ? above : even).bitPattern)
        }
    }

    @Test func whatIsNotFiniteStaysSo() {
        let values = [Float.infinity, -.infinity, .nan, Float(bitPattern: 0x7F80_0001), .greatestFiniteMagnitude]
        let rounded = roundTrip(values)
        #expect(rounded[0] == .infinity && rounded[1] == -.infinity)
        #expect(rounded[2].isNaN && rounded[3].isNaN)
        #expect(rounded[4] == .infinity)
    }

    private func roundTrip(_ values: [Float]) -> [Float] {
        var halves = [UInt16](repeating: 0, count: values.count)
        var floats = [Float](repeating: 0, count: values.count)
        steno_to_bfloat16(values, values.count, &halves)
        steno_from_bfloat16(halves, halves.count, &floats)
        return floats
    }

    /// Products of rounded numbers are exact in single precision; only their sums are not.
    @Test(
        arguments: [1, 5, 31, 32, 150], [(128, 37), (512, 600), (2_048, 21)])
    func productIsThatOfRoundedNumbers(rows: Int, shape: (inputs: Int, outputs: Int)) throws {
        let (inputs, outputs) = shape
        let backend = CPUBackend()
        let (values, matrix, bias) = (noise(rows * inputs, 1), noise(inputs * outputs, 2), noise(outputs, 3))
        let weights = Linear(
            weight: CPUBackend.matrix(matrix, outputs: outputs, inputs: inputs, type: .bfloat16),
            bias: CPUBackend.parameter(bias), inputs: inputs, outputs: outputs)
        guard case .bfloat16 = weights.weight else {
            Issue.record("The matrix is not of bfloat16.")
            return
        }
        let input = Matrix(storage: CPUStorage(values), rows: rows, columns: inputs)
        let (left, right) = (roundTrip(values), roundTrip(matrix))
        for epilogue in [LinearEpilogue.none, .gelu, .accumulate] {
            let output = Matrix(
                storage: CPUStorage([Float](repeating: 2, count: rows * outputs)), rows: rows, columns: outputs)
            try backend.linear(input, weights, into: output, epilogue: epilogue)
            let result = backend.read(output)
            for (row, column) in [(0, 0), (rows / 2, outputs / 3), (rows - 1, outputs - 1)] {
                var sum = Double(bias[column]) + (epilogue == .accumulate ? 2 : 0)
                for index in 0..<inputs {
                    sum += Double(left[row * inputs + index]) * Double(right[column * inputs + index])
                }
                var expected = [Float(sum)]
                if epilogue == .gelu { steno_gelu(&expected, nil, 1) }
                #expect(abs(result[row * outputs + column] - expected[0]) < 1e-4)
            }
        }
    }

    private func noise(_ count: Int, _ seed: UInt64) -> [Float] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
    }
}
