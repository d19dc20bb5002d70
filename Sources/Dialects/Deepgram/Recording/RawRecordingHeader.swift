// SPDX-License-Identifier: Apache-2.0

import AudioInput

/// The beginning of a WAV file (RIFF), for raw samples that are sent as a recording.
enum RawRecordingHeader {
    /// The header of a file whose length nobody knows yet.
    /// - Parameters:
    ///   - rate: in Hz.
    ///   - channels: interleaved.
    static func make(_ encoding: SampleEncoding, rate: Int, channels: Int) -> [UInt8] {
        let size = encoding.bytesPerSample
        let format =
            Self.little(Self.format(encoding), 2) + Self.little(channels, 2) + Self.little(rate, 4)
            + Self.little(rate * channels * size, 4) + Self.little(channels * size, 2) + Self.little(size * 8, 2)
        let unknown = Self.little(0xFFFF_FFFF, 4)
        return Array("RIFF".utf8) + unknown + Array("WAVEfmt ".utf8) + Self.little(format.count, 4) + format
            + Array("data".utf8) + unknown
    }

    /// As Microsoft has numbered them.
    private static func format(_ encoding: SampleEncoding) -> Int {
        switch encoding {
        case .f32: 3
        case .alaw: 6
        case .mulaw: 7
        // Whole numbers of any size.
        default: 1
        }
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(value >> ($0 * 8) & 255) }
    }
}
