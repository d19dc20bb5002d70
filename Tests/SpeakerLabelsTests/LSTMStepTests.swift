// SPDX-License-Identifier: Apache-2.0

import CKernels
import Foundation
import StenoTesting
import Testing

@testable import SpeakerLabels

struct LSTMStepTests {
    private static func sigmoid(_ value: Float) -> Float { 1 / (1 + exp(-value)) }

    @Test(arguments: [1, 7, 8, 33, 256])
    func stepIsThatOfTheDefinition(_ units: Int) {
        var random = SeededGenerator(seed: UInt64(units))
        let gates = (0..<4 * units).map { _ in Float.random(in: -12...12, using: &random) }
        let before = (0..<units).map { _ in Float.random(in: -3...3, using: &random) }
        var (cell, output) = (before, [Float](repeating: 0, count: units))
        steno_lstm_step(gates, &cell, &output, units)
        for unit in 0..<units {
            let fresh = Self.sigmoid(gates[unit]) * tanh(gates[2 * units + unit])
            let state = Self.sigmoid(gates[units + unit]) * before[unit] + fresh
            #expect(abs(cell[unit] - state) < 1e-5)
            #expect(abs(output[unit] - Self.sigmoid(gates[3 * units + unit]) * tanh(state)) < 1e-5)
        }
    }

    @Test func whatIsNotANumberStaysInItsUnit() {
        var gates = [Float](repeating: 0.5, count: 64)
        gates[3] = .nan
        var (cell, output) = ([Float](repeating: 0, count: 16), [Float](repeating: 0, count: 16))
        steno_lstm_step(gates, &cell, &output, 16)
        for unit in 0..<16 { #expect(output[unit].isNaN == (unit == 3)) }
    }

    @Test func packedWeightsMultiplyAsFloatsDo() {
        var random = SeededGenerator(seed: 5)
        let (inputs, outputs, count) = (64, 48, 5)
        let weights = (0..<inputs * outputs).map { _ in Float.random(in: -1...1, using: &random) }
        let rows = QuantizedRows(rows: count, columns: inputs)
        for index in 0..<count * inputs { rows.floats[index] = Float.random(in: -1...1, using: &random) }
        rows.round(0..<count)
        let bias = (0..<outputs).map { Float($0) / 10 }
        var (exact, packed) = (
            [Float](repeating: 1, count: count * outputs), [Float](repeating: 1, count: count * outputs)
        )
        PackedMatrix(weights, inputs: inputs, isExact: true)
            .multiply(rows, from: 0, count: count, bias: bias, accumulate: true, into: &exact)
        PackedMatrix(weights, inputs: inputs, isExact: false)
            .multiply(rows, from: 0, count: count, bias: bias, accumulate: true, into: &packed)
        var expected = [Float](repeating: 0, count: count * outputs)
        for row in 0..<count {
            for output in 0..<outputs {
                expected[row * outputs + output] =
                    1 + bias[output]
                    + (0..<inputs).map { rows.floats[row * inputs + $0] * weights[output * inputs + $0] }.reduce(0, +)
            }
        }
        for index in expected.indices {
            #expect(abs(exact[index] - expected[index]) < 1e-4)
            #expect(abs(packed[index] - expected[index]) < 0.05)
        }
    }
}
