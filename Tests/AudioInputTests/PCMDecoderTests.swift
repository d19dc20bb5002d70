// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Testing

@Suite struct PCMDecoderTests {
    @Test func sixteenBitExtremes() throws {
        var decoder = try PCMDecoder(encoding: .s16)
        let expected: [Float] = [-1, -0x1p-15, 0, 0x1p-15, 0.5, 1 - 0x1p-15]
        #expect(decoder.decode([UInt8](s16: [-32768, -1, 0, 1, 16384, 32767])) == expected)
        #expect(decoder.clippedSamples == 0)
    }

    @Test func otherIntegers() throws {
        var wide = try PCMDecoder(encoding: .s32)
        #expect(wide.decode([UInt8](s32: [.min, -1 << 30, 0, 1 << 30])) == [-1, -0.5, 0, 0.5])
        var narrow = try PCMDecoder(encoding: .u8)
        #expect(narrow.decode([0, 64, 128, 192, 255] as [UInt8]) == [-1, -0.5, 0, 0.5, 127 / 128])
    }

    @Test func floatsPassUntouched() throws {
        var decoder = try PCMDecoder(encoding: .f32)
        let samples: [Float] = [0, 1, -1, 0.1, -0.3333, 1e-20, .leastNonzeroMagnitude]
        #expect(decoder.decode([UInt8](f32: samples)) == samples)
        #expect(decoder.invalidSamples == 0 && decoder.clippedSamples == 0)
    }

    @Test func nonsenseBecomesZeroAndIsCounted() throws {
        var decoder = try PCMDecoder(encoding: .f32)
        let decoded = decoder.decode([UInt8](f32: [0.5, .nan, .infinity, -.infinity, .signalingNaN, -0.5]))
        #expect(decoded == [0.5, 0, 0, 0, 0, -0.5])
        #expect(decoder.invalidSamples == 4)
    }

    @Test func beyondFullScaleIsClippedAndCounted() throws {
        var decoder = try PCMDecoder(encoding: .f32)
        #expect(decoder.decode([UInt8](f32: [1.5, -32768, 1, .greatestFiniteMagnitude])) == [1, -1, 1, 1])
        #expect(decoder.clippedSamples == 3)
    }

    @Test func channelsAreAveraged() throws {
        var stereo = try PCMDecoder(encoding: .s16, channels: 2)
        #expect(stereo.decode([UInt8](s16: [16384, 0, -16384, 16384, 32767, 32767])) == [0.25, 0, 1 - 0x1p-15])
        var three = try PCMDecoder(encoding: .f32, channels: 3)
        // A bad sample of one channel does not take the others with it.
        #expect(three.decode([UInt8](f32: [0.75, 0.75, .nan, 3, 0, -1])) == [0.5, 0])
    }

    @Test func everySplitOfAFrameGivesTheSame() throws {
        let bytes = [UInt8](f32: [0.25, -0.5, 0.125, 1])
        for first in 0...bytes.count {
            for second in first...bytes.count {
                var decoder = try PCMDecoder(encoding: .f32, channels: 2)
                let parts = [bytes[..<first], bytes[first..<second], bytes[second...]]
                #expect(parts.flatMap { decoder.decode($0) } == [-0.125, 0.5625])
            }
        }
    }

    @Test func anOddByteWaitsForItsOther() throws {
        var decoder = try PCMDecoder(encoding: .s16)
        #expect(decoder.decode([0x00, 0x40, 0x00]) == [0.5])
        #expect(decoder.pendingBytes == 1)
        #expect(decoder.decode([]).isEmpty)
        #expect(decoder.decode([0xC0]) == [-0.5])
        #expect(decoder.pendingBytes == 0)
    }

    @Test func bytesNeedNoAlignmentNorContiguousStorage() throws {
        let samples: [Float] = (0..<100).map { Float($0) / 128 }
        for offset in 0..<8 {
            let shifted = [UInt8](repeating: 0xFF, count: offset) + [UInt8](f32: samples)
            var decoder = try PCMDecoder(encoding: .f32)
            #expect(decoder.decode(shifted[offset...]) == samples)
            var lazily = try PCMDecoder(encoding: .f32)
            #expect(lazily.decode(AnySequence(shifted[offset...].lazy.map { $0 })) == samples)
        }
    }

    @Test(arguments: [-1, 0, 33, .max]) func channelCountsOutOfRangeAreRejected(channels: Int) throws {
        let error = try #require(throws: AudioInputError.self) { try PCMDecoder(encoding: .s16, channels: channels) }
        #expect(error.code == .unsupportedChannels)
        #expect(error.description == "Audio of \(channels) channels is not supported. Send 1 to 32 channels.")
    }
}
