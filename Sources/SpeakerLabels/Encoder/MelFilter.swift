// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A triangular filter over some bins of a spectrum, on Slaney's mel scale with area normalization, as librosa makes it.
struct MelFilter: Sendable {
    /// The first bin.
    let start: Int
    let weights: [Float]

    /// Filters from 0 Hz to half of the sample rate.
    static func bank(count: Int, bins: Int, sampleRate: Double) -> [MelFilter] {
        let width = sampleRate / 2 / Double(bins - 1)
        let top = mel(sampleRate / 2)
        let edges = (0..<count + 2).map { hertz(top * Double($0) / Double(count + 1)) }
        return (0..<count).map { filter in
            let (low, center, high) = (edges[filter], edges[filter + 1], edges[filter + 2])
            let all = (0..<bins).map { bin in
                let frequency = Double(bin) * width
                let height = min((frequency - low) / (center - low), (high - frequency) / (high - center))
                return Float(max(0, height) * 2 / (high - low))
            }
            let start = all.firstIndex { $0 > 0 } ?? 0
            let end = all.lastIndex { $0 > 0 } ?? start - 1
            return MelFilter(start: start, weights: Array(all[start..<(end + 1)]))
        }
    }

    /// Linear below 1 kHz, logarithmic above.
    private static func mel(_ hertz: Double) -> Double {
        hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
    }

    private static func hertz(_ mel: Double) -> Double {
        mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
    }
}
