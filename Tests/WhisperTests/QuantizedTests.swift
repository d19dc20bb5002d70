// SPDX-License-Identifier: Apache-2.0

import CKernels
import Foundation
import StenoTesting
import Testing

@testable import Whisper

/// What int8 and bfloat16 compute against float32, and against themselves in other company.
struct QuantizedTests {
    /// Cosine of 1 and a relative error, over everything: what quantization leaves of the numbers.
    private func compare(_ values: [Float], _ expected: [Float]) -> (cosine: Float, error: Float) {
        var (product, square, expectedSquare, difference) = (0.0, 0.0, 0.0, 0.0)
        for (value, expected) in zip(values, expected) {
            product += Double(value) * Double(expected)
            square += Double(value) * Double(value)
            expectedSquare += Double(expected) * Double(expected)
            difference += pow(Double(value) - Double(expected), 2)
        }
        return (
            Float(product / (square * expectedSquare).squareRoot()), Float((difference / expectedSquare).squareRoot())
        )
    }

    @Test(
        arguments: ["tiny.en", "base"],
        [(ComputeType.int8, Float(0.1), Float(0.95)), (.bfloat16, 0.03, 0.999)])
    func encoderAndLogitsAreClose(name: String, to bounds: (type: ComputeType, error: Float, cosine: Float)) throws {
        let (fewer, float32) = (try outputs(Models.load(name, bounds.type)), try outputs(Models.load(name, .float32)))
        let encoder = compare(fewer.rows, float32.rows)
        #expect(encoder.cosine > 0.995)
        #expect(encoder.error < bounds.error)
        for (values, expected) in zip(fewer.logits, float32.logits) {
            #expect(compare(centred(values), centred(expected)).cosine > bounds.cosine)
            // A comma may win over none.
            #expect(expected.max()! - expected[values.firstIndex(of: values.max()!)!] < 0.5)
        }
    }

    private func outputs(_ model: WhisperModel) throws -> (rows: [Float], logits: [[Float]]) {
        let samples = try Fixtures.samples("jfk.wav")
        return try model.withContext { context in
            let positions = 0..<model.positions(samples.count)
            let mel = try model.frontEnd.logMel(
                samples, frames: 2 * positions.count, level: .fixed, on: context.backend)
            let memory = try AudioMemory.transient(
                positions: positions.count, dimensions: model.dimensions, on: context.backend)
            let input = EncoderInput<CPUBackend>(mel: mel, positions: positions, memory: memory, tail: model.silence)
            let (encoded, ranges) = try context.encoder.encode([input])
            let rows = context.backend.read(encoded)
            let audio = try context.decoder.prepare([input], encoded: encoded, rows: ranges)[0]
            let tokens =
                [model.tokenizer.startOfTranscript, model.tokenizer.noTimestamps]
                + model.tokenizer.encode(" And so my fellow")
            let text = Decoder<CPUBackend>.Input(
                tokens: tokens, state: try context.states.take(), audio: audio, logitRows: Array(tokens.indices))
            return (rows, try context.decoder.forward([text])[0].logits)
        }
    }

    /// Logits without their mean, which no probability depends on.
    private func centred(_ logits: [Float]) -> [Float] {
        let mean = logits.reduce(0, +) / Float(logits.count)
        return logits.map { $0 - mean }
    }

    @Test(arguments: ["tiny.en", "base"], [ComputeType.int8, .bfloat16])
    func transcribesKennedy(name: String, type: ComputeType) throws {
        let samples = try Fixtures.samples("jfk.wav")
        func words(_ type: ComputeType) throws -> [String] {
            try Models.load(name, type).transcribe(samples).text.lowercased().split { !$0.isLetter }.map(String.init)
        }
        #expect(try words(type) == words(.float32))
    }

    /// The result of a row is the same to the bit whatever other rows there are; the sums of int8 are exact.
    @Test(arguments: [1, 2, 5, 8, 9, 40, 64, 65, 150])
    func rowsAreIndependent(rows: Int) throws {
        let (inputs, outputs) = (64, 37)
        let backend = CPUBackend()
        let weights = Linear(
            weight: CPUBackend.matrix(noise(inputs * outputs, 1), outputs: outputs, inputs: inputs, type: .int8),
            bias: CPUBackend.parameter(noise(outputs, 2)), inputs: inputs, outputs: outputs)
        let values = noise(rows * inputs, 3)
        let input = Matrix(storage: CPUStorage(values), rows: rows, columns: inputs)
        for epilogue in [LinearEpilogue.none, .gelu, .accumulate] {
            let output = Matrix(storage: CPUStorage(noise(rows * outputs, 4)), rows: rows, columns: outputs)
            let alone = Matrix(storage: CPUStorage(noise(rows * outputs, 4)), rows: rows, columns: outputs)
            try backend.linear(input, weights, into: output, epilogue: epilogue)
            for row in 0..<rows {
                try backend.linear(
                    input.rows(row..<row + 1), weights, into: alone.rows(row..<row + 1), epilogue: epilogue)
            }
            #expect(backend.read(output) == backend.read(alone))
        }
    }

    /// Sums of int8 are exact, at the largest values too, in every shape of rows, inputs and outputs.
    @Test(arguments: [(4, 16), (3, 1), (7, 15), (64, 17), (240, 33), (512, 50)])
    func integerSumsAreExact(inputs: Int, outputs: Int) throws {
        var generator = SplitMix64(seed: UInt64(inputs))
        // Half a group makes a scale of 1, and rounds up to the most that 16 bits hold.
        let half = (0..<min(inputs, STENO_INT8_GROUP)).filter { $0 % 4 < 2 }
        let rest = Float(128 - STENO_INT8_GROUP / 4) - 20.5 * Float(half.count - 1)
        let values = (0..<outputs).map { output in
            (0..<inputs).map { input in
                if input == 0 { return rest }
                return half.contains(input) || output == 0 ? 20.5 : Float(Int.random(in: -20...20, using: &generator))
            }
        }
        let weights = values.map { $0.map { $0.rounded() } }
        let matrix = QuantizedMatrix(values.flatMap { $0 }, rows: outputs, columns: inputs)
        for rows in [1, 2, 3, 4, 5, 8, 9, 13] {
            var bytes = [UInt8](repeating: 255, count: rows * matrix.rowBytes)
            for index in matrix.rowBytes..<max(matrix.rowBytes, bytes.count) {
                bytes[index] = .random(in: 0...255, using: &generator)
            }
            let ranges = (0..<rows).map { steno_row_scale(scale: 1, zero: Int32($0)) }
            var output = [Float](repeating: 1, count: rows * outputs)
            steno_int8_linear(bytes, ranges, rows, matrix.panels, nil, STENO_ACCUMULATE, &output, outputs, 1)
            for row in 0..<rows {
                for column in 0..<outputs {
                    let sum = (0..<inputs).reduce(Float(0)) { sum, input in
                        sum + Float(Int(bytes[row * matrix.rowBytes + input]) - row) * weights[column][input]
                    }
                    #expect(output[row * outputs + column] == sum + 1)
                }
            }
        }
    }

    /// However many threads divide a product or attention, the result is the same.
    @Test(arguments: [2, 3, 7])
    func threadsChangeNothing(threads: Int) throws {
        let (rows, width, outputs, keys) = (150, 512, 2_040, 300)
        func results(threads: Int) throws -> [[Float]] {
            let backend = CPUBackend()
            backend.activate(threads: threads)
            func matrix(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix<CPUStorage> {
                Matrix(storage: CPUStorage(noise(rows * columns, seed)), rows: rows, columns: columns)
            }
            let input = matrix(rows, width, 7)
            var results = try [ComputeType.int8, .bfloat16, .float32].map { type in
                let weights = Linear(
                    weight: CPUBackend.matrix(noise(outputs * width, 8), outputs: outputs, inputs: width, type: type),
                    bias: CPUBackend.parameter(noise(outputs, 9)), inputs: width, outputs: outputs)
                let output = matrix(rows, outputs, 10)
                try backend.linear(input, weights, into: output, epilogue: .gelu)
                return backend.read(output)
            }
            let attended = matrix(rows, width, 11)
            let segment = AttentionSegment(queries: input, keyValues: matrix(keys, 2 * width, 12), output: attended)
            results += try backend.attention([segment], heads: 8, capturedHeads: [1, 6])
            return results + [backend.read(attended)]
        }
        let (divided, whole) = (try results(threads: threads), try results(threads: 1))
        #expect(
            divided.map(\.count) == [rows * outputs, rows * outputs, rows * outputs, 2 * rows * keys, rows * width])
        for (one, other) in zip(divided, whole) { #expect(one == other) }
    }

    /// The product of quantized numbers is that of the floats, up to half a step of either.
    @Test func productIsTheFloatsProduct() throws {
        let (rows, inputs, outputs) = (20, 512, 33)
        let backend = CPUBackend()
        let (values, matrix) = (noise(rows * inputs, 5), noise(outputs * inputs, 6))
        let input = Matrix(storage: CPUStorage(values), rows: rows, columns: inputs)
        let results = try [ComputeType.int8, .float32].map { type in
            let weights = Linear(
                weight: CPUBackend.matrix(matrix, outputs: outputs, inputs: inputs, type: type), bias: nil,
                inputs: inputs, outputs: outputs)
            let output = Matrix(storage: try backend.allocate(count: rows * outputs), rows: rows, columns: outputs)
            try backend.linear(input, weights, into: output, epilogue: .none)
            return backend.read(output)
        }
        #expect(compare(results[0], results[1]).error < 0.02)
    }

    @Test func whatIsNotFiniteStaysSo() throws {
        let model = try Models.load("tiny.en", .int8)
        let error = #expect(throws: WhisperError.self) {
            try model.transcribe([Float](repeating: .nan, count: 16_000))
        }
        #expect(error?.code == .notFinite)
    }

    private func noise(_ count: Int, _ seed: UInt64) -> [Float] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
    }
}
