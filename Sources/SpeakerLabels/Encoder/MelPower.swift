// SPDX-License-Identifier: Apache-2.0

internal import CKernels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The mel power spectrum as librosa computes it: a Hann window of 25 ms every 10 ms, 40 bands up to 8 kHz.
///
/// The two halves of a frame are folded onto each other first, so that each half of the Fourier transform takes 200 products a bin.
struct MelPower: Sendable {
    static let bands = 40
    static let hop = 160
    private static let size = 400
    private static let half = size / 2
    private static let bins = half + 1

    private let cosines: [Float]
    private let sines: [Float]
    private let filters: [MelFilter]

    init() {
        let (size, half, bins) = (Self.size, Self.half, Self.bins)
        var (cosines, sines) = (
            [Float](repeating: 0, count: bins * half), [Float](repeating: 0, count: bins * half)
        )
        for bin in 0..<bins {
            for n in 1...half {
                let window = 0.5 - 0.5 * cos(2 * .pi * Double(n) / Double(size))
                let angle = 2 * .pi * Double(bin * n % size) / Double(size)
                cosines[bin * half + n - 1] = Float(window * cos(angle))
                sines[bin * half + n - 1] = Float(window * sin(angle))
            }
        }
        self.cosines = cosines
        self.sines = sines
        filters = MelFilter.bank(count: Self.bands, bins: bins, sampleRate: 16_000)
    }

    /// Frames in a window of so many samples, centred at 0, 160, …
    static func frames(_ samples: Int) -> Int { max(1, samples / hop) }

    /// The power of each band in each frame, row by row. What lies beyond the window is silence.
    func frames(of window: ArraySlice<Float>) -> [Float] {
        let (half, bins, count) = (Self.half, Self.bins, Self.frames(window.count))
        let padded =
            [Float](repeating: 0, count: half) + window + [Float](repeating: 0, count: half + Self.hop)
        // The window falls to zero at a frame's first sample, which has no counterpart.
        var (even, odd) = (
            [Float](repeating: 0, count: count * half), [Float](repeating: 0, count: count * half)
        )
        for frame in 0..<count {
            let start = frame * Self.hop
            for n in 1..<half {
                let (left, right) = (padded[start + n], padded[start + Self.size - n])
                even[frame * half + n - 1] = left + right
                odd[frame * half + n - 1] = left - right
            }
            even[frame * half + half - 1] = padded[start + half]
        }
        var (real, imaginary) = (
            [Float](repeating: 0, count: count * bins), [Float](repeating: 0, count: count * bins)
        )
        steno_few_rows(even, half, count, cosines, half, bins, false, &real, bins)
        steno_few_rows(odd, half, count, sines, half, bins, false, &imaginary, bins)
        for index in real.indices {
            real[index] = real[index] * real[index] + imaginary[index] * imaginary[index]
        }
        var powers = [Float](repeating: 0, count: count * Self.bands)
        for frame in 0..<count {
            for (band, filter) in filters.enumerated() {
                var sum: Float = 0
                for (index, weight) in filter.weights.enumerated() {
                    sum += weight * real[frame * bins + filter.start + index]
                }
                powers[frame * Self.bands + band] = sum
            }
        }
        return powers
    }
}
