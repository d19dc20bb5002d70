// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import AudioInput

/// Frames of a few bytes, as an encoder makes them of silence and a hostile client of anything.
struct FLACCostTests {
    /// A frame of 16 samples of mono silence at 16 bits, in 10 bytes or a few more; `rate` in tens of Hz.
    private static func frame(number: Int, rate: Int) -> [UInt8] {
        // Block size in 8 bits at the end of the header, rate in 16 bits behind it.
        var bytes: [UInt8] = [0xFF, 0xF8, 0x6E, 0x08, UInt8(number % 128), 15, UInt8(rate >> 8), UInt8(rate & 0xFF)]
        bytes.append(bytes.reduce(0, crc8))
        // A constant subframe of 0.
        bytes += [0, 0, 0]
        let sum = bytes.reduce(0, crc16)
        return bytes + [UInt8(sum >> 8), UInt8(sum & 0xFF)]
    }

    private static func crc8(_ sum: UInt8, _ byte: UInt8) -> UInt8 {
        (0..<8).reduce(sum ^ byte) { sum, _ in sum & 0x80 == 0 ? sum << 1 : sum << 1 ^ 0x07 }
    }

    private static func crc16(_ sum: UInt16, _ byte: UInt8) -> UInt16 {
        (0..<8).reduce(sum ^ UInt16(byte) << 8) { sum, _ in sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x8005 }
    }

    private static func decode(_ stream: [UInt8]) throws -> Int {
        var decoder = try LiveAudioDecoder(encoding: .flac)
        decoder.append(stream)
        decoder.finish()
        var count = 0
        while let samples = try decoder.next() { count += samples.count }
        return count
    }

    @Test func decodesManyTinyFramesInTimeLinearInTheirNumber() throws {
        func time(_ count: Int) throws -> Double {
            let stream = (0..<count).flatMap { Self.frame(number: $0, rate: 1_600) }
            #expect(try Self.decode(stream) == 16 * count)
            return try ProcessorTime.milliseconds(runs: 3) { _ = try Self.decode(stream) }
        }
        _ = try time(100)
        let (few, many) = (try time(5_000), try time(40_000))
        #expect(many < 16 * few, "\(few) ms for 5,000 frames, \(many) ms for 40,000")
    }

    @Test func endsAStreamWhoseRateChangesAllTheTime() throws {
        let stream = (0..<5_000).flatMap { Self.frame(number: $0, rate: 1_000 + $0) }
        let error = #expect(throws: AudioInputError.self) { try Self.decode(stream) }
        #expect(error?.code == .unsupportedRate)
        let few = (0..<500).flatMap { Self.frame(number: $0, rate: $0 / 100 % 2 == 0 ? 1_600 : 4_410) }
        #expect(try Self.decode(few) > 500)
    }
}
