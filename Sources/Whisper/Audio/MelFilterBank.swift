// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Triangular filters on Slaney's mel scale with area normalization, as librosa makes them by default.
enum MelFilterBank {
    /// Filters × spectrum bins, row by row.
    static func filters(count: Int, fftSize: Int, sampleRate: Int) -> [Float] {
        let bins = fftSize / 2 + 1
        let frequencies = (0..<bins).map { Double($0) * Double(sampleRate) / Double(fftSize) }
        let top = mel(Double(sampleRate) / 2)
        let edges = (0..<count + 2).map { hertz(top * Double($0) / Double(count + 1)) }
        var filters = [Float](repeating: 0, count: count * bins)
        for filter in 0..<count {
            let (low, center, high) = (edges[filter], edges[filter + 1], edges[filter + 2])
            let area = 2 / (high - low)
            for (bin, frequency) in frequencies.enumerated() {
                let rising = (frequency - low) / (center - low)
                let falling = (high - frequency) / (high - center)
                filters[filter * bins + bin] = Float(max(0, min(rising, falling)) * area)
            }
        }
        return filters
    }

    /// Linear below 1 kHz, logarithmic above.
    private static func mel(_ hertz: Double) -> Double {
        hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    }

    private static func hertz(_ mel: Double) -> Double {
        mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    }
}
