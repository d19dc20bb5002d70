// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// How loud audio is.
public enum SoundLevel {
    /// The lowest level that is distinguished: that of 16-bit silence and less.
    public static let floor: Float = -120

    /// The root mean square of samples in ±1, in decibels relative to full scale (dBFS), never below ``floor``.
    ///
    /// A square wave of full scale has 0 dBFS, a sine −3.
    public static func decibels(_ samples: some Collection<Float>) -> Float {
        let energy = samples.withContiguousStorageIfAvailable(energy) ?? samples.reduce(0) { $0 + $1 * $1 }
        guard energy > 0, energy.isFinite else { return floor }
        return max(floor, 10 * log10(energy / Float(samples.count)))
    }

    /// In eight sums, which the compiler keeps in vector registers.
    private static func energy(_ samples: UnsafeBufferPointer<Float>) -> Float {
        var sums = SIMD8<Float>.zero
        let whole = samples.count & ~7
        for index in Swift.stride(from: 0, to: whole, by: 8) {
            let values = UnsafeRawPointer(samples.baseAddress! + index).loadUnaligned(as: SIMD8<Float>.self)
            sums += values * values
        }
        return samples[whole...].reduce(sums.sum()) { $0 + $1 * $1 }
    }
}
