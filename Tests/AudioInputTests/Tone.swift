// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A sine wave with its first sample at phase 0.
enum Tone {
    static func samples(_ frequency: Double, rate: Int, count: Int, amplitude: Double = 0.5, from start: Int = 0)
        -> [Float]
    {
        let step = 2 * Double.pi * frequency / Double(rate)
        return (start..<start + count).map { Float(amplitude * sin(step * Double($0))) }
    }

    /// How far `samples` are from the tone that they should be, as signal-to-noise ratio in dB. Their first sample is number `start`.
    static func ratio(
        of samples: ArraySlice<Float>, to frequency: Double, rate: Int, amplitude: Double = 0.5, from start: Int
    )
        -> Double
    {
        let ideal = Self.samples(frequency, rate: rate, count: samples.count, amplitude: amplitude, from: start)
        let noise = zip(samples, ideal).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
        let signal = ideal.reduce(0.0) { $0 + pow(Double($1), 2) }
        return 10 * log10(signal / max(noise, 1e-30))
    }

    /// Root mean square in dB, relative to that of a sine wave of `amplitude`.
    static func level(of samples: ArraySlice<Float>, amplitude: Double = 0.5) -> Double {
        let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
        return 10 * log10(max(power, 1e-30) / (amplitude * amplitude / 2))
    }
}
