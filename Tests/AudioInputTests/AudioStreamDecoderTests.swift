// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Testing

@Suite struct AudioStreamDecoderTests {
    /// What a client sends, and how.
    struct Stream: Sendable {
        var encoding: SampleEncoding
        var rate: Int
        var channels: Int

        static let all = [
            Stream(encoding: .f32, rate: 16_000, channels: 1), Stream(encoding: .s16, rate: 16_000, channels: 1),
            Stream(encoding: .s16, rate: 8_000, channels: 1), Stream(encoding: .f32, rate: 44_100, channels: 2),
            Stream(encoding: .s16, rate: 48_000, channels: 2), Stream(encoding: .f32, rate: 24_000, channels: 3),
            Stream(encoding: .mulaw, rate: 8_000, channels: 1), Stream(encoding: .alaw, rate: 16_000, channels: 2),
            Stream(encoding: .s32, rate: 48_000, channels: 2), Stream(encoding: .u8, rate: 22_050, channels: 1),
        ]

        /// One second of noise.
        var bytes: [UInt8] {
            var generator = SeededGenerator(state: UInt64(rate))
            let count = rate * channels
            return switch encoding {
            case .f32: [UInt8](f32: (0..<count).map { _ in Float.random(in: -1...1, using: &generator) })
            case .s16: [UInt8](s16: (0..<count).map { _ in Int16.random(in: .min ... .max, using: &generator) })
            case .s32: [UInt8](s32: (0..<count).map { _ in Int32.random(in: .min ... .max, using: &generator) })
            case .u8, .mulaw, .alaw: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            }
        }

        func decoder() throws -> AudioStreamDecoder {
            try AudioStreamDecoder(encoding: encoding, sampleRate: rate, channels: channels)
        }
    }

    @Test(arguments: Stream.all) func everySplitGivesTheSame(stream: Stream) throws {
        let bytes = stream.bytes
        var whole = try stream.decoder()
        let expected = whole.append(bytes) + whole.finish()
        #expect(expected.count == 16_000)
        for seed in 0..<20 {
            var decoder = try stream.decoder()
            var output: [Float] = []
            for piece in bytes.split(into: 1...8_192, seed: UInt64(seed)) { output += decoder.append(piece) }
            output += decoder.finish()
            #expect(output == expected)
        }
    }

    @Test func sixteenBitAndFloatAgree() throws {
        let samples = Tone.samples(440, rate: 48_000, count: 48_000)
        var floats = try AudioStreamDecoder(encoding: .f32, sampleRate: 48_000)
        var integers = try AudioStreamDecoder(encoding: .s16, sampleRate: 48_000)
        let one = floats.append([UInt8](f32: samples)) + floats.finish()
        let other = integers.append([UInt8](s16: samples.map { Int16($0 * 32768) })) + integers.finish()
        #expect(zip(one, other).allSatisfy { abs($0 - $1) < 2 / 32768 })
    }

    /// A burst of NaN is silence; what comes later is as if it had been sent as silence.
    @Test func nonsenseDoesNotPoisonTheStream() throws {
        let tone = Tone.samples(1_000, rate: 48_000, count: 48_000)
        var silent = tone
        silent.replaceSubrange(10_000..<12_000, with: repeatElement(0, count: 2_000))
        var poisoned = tone
        poisoned.replaceSubrange(10_000..<12_000, with: repeatElement(.nan, count: 2_000))
        var expected = try AudioStreamDecoder(encoding: .f32, sampleRate: 48_000)
        var decoder = try AudioStreamDecoder(encoding: .f32, sampleRate: 48_000)
        #expect(decoder.append([UInt8](f32: poisoned)) == expected.append([UInt8](f32: silent)))
        #expect(decoder.invalidSamples == 2_000 && expected.invalidSamples == 0)
    }

    @Test func integersReadAsFloatsShow() throws {
        var decoder = try AudioStreamDecoder(encoding: .f32)
        let speech = Tone.samples(300, rate: 16_000, count: 16_000).map { Int16($0 * 32767) }
        let samples = decoder.append([UInt8](s16: speech))
        #expect(samples.allSatisfy { $0.isFinite && $0.magnitude <= 1 })
        #expect(decoder.invalidSamples + decoder.clippedSamples > samples.count / 10)
    }

    @Test func theEndOfAnUnfinishedFrameIsDropped() throws {
        var decoder = try AudioStreamDecoder(encoding: .s16, channels: 2)
        #expect(decoder.append([0, 64, 0, 64, 1, 2, 3]) == [0.5])
        #expect(decoder.pendingBytes == 3)
        #expect(decoder.finish().isEmpty)
    }

    @Test func whatCannotBeDecodedIsRejected() throws {
        let rate = try #require(throws: AudioInputError.self) {
            _ = try AudioStreamDecoder(encoding: .f32, sampleRate: 4_000)
        }
        #expect(rate.code == .unsupportedRate)
        let channels = try #require(throws: AudioInputError.self) {
            _ = try AudioStreamDecoder(encoding: .f32, channels: 0)
        }
        #expect(channels.code == .unsupportedChannels)
        #expect(SampleEncoding(rawValue: "mp3") == nil)
    }
}
