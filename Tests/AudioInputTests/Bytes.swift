// SPDX-License-Identifier: Apache-2.0

extension Array {
    /// The array cut into pieces of random lengths.
    func split(into lengths: ClosedRange<Int>, seed: UInt64) -> [ArraySlice<Element>] {
        var generator = SeededGenerator(state: seed)
        var pieces: [ArraySlice<Element>] = []
        var position = 0
        while position < count {
            let end = Swift.min(count, position + Int.random(in: lengths, using: &generator))
            pieces.append(self[position..<end])
            position = end
        }
        return pieces
    }
}

extension Array where Element == UInt8 {
    /// Samples as 32-bit floats, little-endian.
    init(f32 samples: [Float]) {
        self = samples.flatMap { sample in Swift.withUnsafeBytes(of: sample.bitPattern.littleEndian) { Array($0) } }
    }

    /// Samples as 32-bit integers, little-endian.
    init(s32 samples: [Int32]) {
        self = samples.flatMap { sample in Swift.withUnsafeBytes(of: sample.littleEndian) { Array($0) } }
    }

    /// Samples as 16-bit integers, little-endian.
    init(s16 samples: [Int16]) {
        self = samples.flatMap { sample in Swift.withUnsafeBytes(of: sample.littleEndian) { Array($0) } }
    }
}
