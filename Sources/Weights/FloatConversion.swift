// SPDX-License-Identifier: Apache-2.0

/// Widens 16-bit floating-point numbers in loops that the compiler turns into vector instructions.
///
/// `Float(Float16)` is a function call an element where the compiler may not assume F16C, as on plain x86-64.
enum FloatConversion {
    /// Half precision: 1 sign, 5 exponent, 10 fraction bits.
    static func float16(_ source: UnsafeRawBufferPointer, to destination: UnsafeMutableBufferPointer<Float>) {
        guard let input = source.baseAddress, let output = destination.baseAddress else { return }
        let rebias = Float(sign: .plus, exponent: 112, significand: 1)  // 127 − 15; it also normalizes subnormals
        for index in 0..<(source.count / 2) {
            let half = UInt32(input.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self).littleEndian)
            let magnitude = (half & 0x7fff) << 13
            let finite = (Float(bitPattern: magnitude) * rebias).bitPattern
            let special: UInt32 = half & 0x7c00 == 0x7c00 ? 0x7f80_0000 : 0  // infinity and NaN keep their exponent
            output[index] = Float(bitPattern: finite | special | (half & 0x8000) << 16)
        }
    }

    /// bfloat16: the upper 16 bits of a `Float`.
    static func bfloat16(_ source: UnsafeRawBufferPointer, to destination: UnsafeMutableBufferPointer<Float>) {
        guard let input = source.baseAddress, let output = destination.baseAddress else { return }
        for index in 0..<(source.count / 2) {
            let upper = UInt32(input.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self).littleEndian)
            output[index] = Float(bitPattern: upper << 16)
        }
    }
}
