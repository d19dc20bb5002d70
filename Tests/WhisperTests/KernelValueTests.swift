// SPDX-License-Identifier: Apache-2.0

import CKernels
import Testing

/// What the kernels make of values at the ends of what floats can be, and of what is not a number.
struct KernelValueTests {
    private static let greatest = Float.greatestFiniteMagnitude

    @Test func exponentialsEndAtBothSides() {
        func sum(_ value: Float, peak: Float = 0) -> Float { steno_exponential_sum([value], 1, peak) }
        for low in [-87, -88, -1e4, -3e9, -Self.greatest, -.infinity] as [Float] {
            #expect(0 < sum(low) && sum(low) < 2e-38)
        }
        for high in [3e9, Self.greatest, .infinity] as [Float] { #expect(sum(high) == .infinity) }
        #expect(sum(0) == 1)
        #expect(sum(.nan).isNaN)
        #expect(sum(.infinity, peak: .infinity).isNaN)
    }

    /// In vectors and behind them.
    @Test(arguments: [3, 35])
    func softmaxOfHugeAndOfNoNumbers(count: Int) {
        func softmax(_ first: Float) -> [Float] {
            var row = [first] + [Float](repeating: 0, count: count - 1)
            steno_softmax(&row, count, count, count, 0)
            return row
        }
        for high in [3e9, Self.greatest] as [Float] {
            let row = softmax(high)
            #expect(row[0] == 1 && row.dropFirst().allSatisfy { 0 <= $0 && $0 < 2e-38 })
        }
        for low in [-3e9, -Self.greatest, -.infinity] as [Float] {
            let row = softmax(low)
            #expect(row[0] < 2e-38 && row.dropFirst().allSatisfy { abs($0 * Float(count - 1) - 1) < 1e-6 })
        }
        for wrong in [.nan, .infinity] as [Float] { #expect(softmax(wrong).allSatisfy { $0.isNaN }) }
    }

    @Test(arguments: [1, 35])
    func geluOfHugeAndOfNoNumbers(count: Int) {
        func gelu(_ value: Float) -> [Float] {
            var row = [Float](repeating: value, count: count)
            steno_gelu(&row, nil, count)
            return row
        }
        for high in [20, 3e9, Self.greatest] as [Float] {
            #expect(gelu(high).allSatisfy { $0 == high })
            #expect(gelu(-high).allSatisfy { abs($0) < 1e-30 })
        }
        for wrong in [.nan, .infinity, -.infinity] as [Float] { #expect(gelu(wrong).allSatisfy { $0.isNaN }) }
    }

    private func quantize(_ row: [Float]) -> (range: steno_row_scale, bytes: [UInt8]) {
        var bytes = [UInt8](repeating: 7, count: row.count)
        return (steno_quantize(row, row.count, &bytes), bytes)
    }

    private func quantizeWeights(_ row: [Float]) -> (scale: Float, bytes: [Int8]) {
        var (bytes, sum) = ([Int8](repeating: 7, count: row.count), Int32(7))
        let scale = steno_quantize_weights(row, row.count, &bytes, &sum)
        #expect(sum == bytes.reduce(0) { $0 + Int32($1) })
        return (scale, bytes)
    }

    @Test(arguments: [1, 35])
    func hugeRowsAreQuantizedLikeOthers(count: Int) {
        for high in [3e9, Self.greatest] as [Float] {
            let row = [Float](repeating: 0, count: count) + [high]
            let (range, bytes) = quantize(row)
            #expect(range.zero == 0 && abs(range.scale * 255 / high - 1) < 1e-6)
            #expect(bytes == [UInt8](repeating: 0, count: count) + [255])
            #expect(quantize(row.map { -$0 }).bytes == [UInt8](repeating: 255, count: count) + [0])
            let weights = quantizeWeights(row)
            #expect(abs(weights.scale * 126 / high - 1) < 1e-6)
            #expect(weights.bytes == [Int8](repeating: 0, count: count) + [126])
        }
    }

    @Test(arguments: [1, 35])
    func scalesTellOfWhatIsNotFinite(count: Int) {
        let ones = [Float](repeating: 1, count: count)
        for wrong in [.nan, .infinity, -.infinity] as [Float] {
            for row in [ones + [wrong], [wrong] + ones] {
                let range = quantize(row).range
                #expect(range.scale.isNaN && (0...255).contains(range.zero))
                #expect(quantizeWeights(row).scale.isNaN)
            }
        }
        #expect(quantize(ones + [Self.greatest, -Self.greatest]).range.scale == .infinity)
        #expect(quantizeWeights([Float](repeating: Self.greatest, count: 8)).scale == .infinity)
    }

    /// So that the engine finds out (``WhisperError/Code/notFinite``), whatever its weights are.
    @Test(arguments: [1, 40]) func productsOfWhatIsNotFiniteAreNoNumbers(rows: Int) {
        let (inputs, outputs) = (32, 16)
        let panels = [Int8](repeating: 1, count: inputs * outputs)
        let (scales, sums) = ([Float](repeating: 1, count: outputs), [Int32](repeating: Int32(inputs), count: outputs))
        let (range, bytes) = quantize([.infinity] + [Float](repeating: 1, count: inputs - 1))
        var output = [Float](repeating: 0, count: rows * outputs)
        panels.withUnsafeBufferPointer { panels in
            scales.withUnsafeBufferPointer { scales in
                sums.withUnsafeBufferPointer { sums in
                    let weights = steno_int8_weights(
                        panels: panels.baseAddress, scales: scales.baseAddress, sums: sums.baseAddress, inputs: inputs,
                        outputs: outputs)
                    steno_int8_linear(
                        [[UInt8]](repeating: bytes, count: rows).flatMap(\.self),
                        [steno_row_scale](repeating: range, count: rows), rows, weights, nil, STENO_GELU, &output,
                        outputs, 1)
                }
            }
        }
        #expect(output.allSatisfy { $0.isNaN })
    }
}
