// SPDX-License-Identifier: Apache-2.0

/// A companding law of ITU-T G.711, which writes a sample of telephone speech in 8 bits.
public struct G711: Sendable {
    /// The law of North America and Japan, 14 bits in 8.
    public static let muLaw = G711 { code in
        let bits = ~code
        let magnitude = ((Int32(bits & 0x0F) << 3) + 0x84) << Int32(bits >> 4 & 7) - 0x84
        return bits & 0x80 == 0 ? magnitude : -magnitude
    }

    /// The law of the rest of the world, 13 bits in 8.
    public static let aLaw = G711 { code in
        let bits = code ^ 0x55
        let segment = Int32(bits >> 4 & 7)
        let mantissa = Int32(bits & 0x0F) << 4
        let magnitude = segment == 0 ? mantissa + 8 : (mantissa + 0x108) << (segment - 1)
        return bits & 0x80 == 0 ? -magnitude : magnitude
    }

    /// The sample of each code, full scale ±1.
    public let samples: [Float]

    private init(expand: (UInt8) -> Int32) {
        samples = (0...UInt8.max).map { Float(expand($0)) / 32768 }
    }

    /// The code whose sample is the nearest.
    public func encode(_ sample: Float) -> UInt8 {
        UInt8(samples.indices.min { abs(samples[$0] - sample) < abs(samples[$1] - sample) } ?? 0)
    }
}
