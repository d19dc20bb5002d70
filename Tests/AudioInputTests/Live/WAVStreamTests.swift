// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

@Suite struct WAVStreamTests {
    private let samples: [Int16] = [0, 1, -1, 32767, -32768, 12345]

    private func decode(_ bytes: [UInt8]) throws -> [Float] { try EncodedTone.decode(.wav, [bytes]) }

    /// A header written before the length was known means "until the end".
    @Test(arguments: [nil, 0, 0xFFFF_FFFF, 0x7FFF_FFFF]) func aStreamedFile(announced: Int?) throws {
        #expect(try decode(SoundFile.wav(samples, announced: announced)) == samples.map { Float($0) / 32768 })
    }

    /// What a recorder sends that writes a file for each slice, whatever it announces.
    @Test(arguments: [nil, 0, 100, 0xFFFF_FFFF]) func decodesFilesThatFollowOneAnother(announced: Int?) throws {
        let tone = Tone.samples(440, rate: 16_000, count: 44 * 4_000).map { Int16($0 * 32_768) }
        let slices = stride(from: 0, to: tone.count, by: 4_000).map { start in
            SoundFile.wav(Array(tone[start..<start + 4_000]), announced: announced)
        }
        let expected = tone.map { Float($0) / 32_768 }
        #expect(try EncodedTone.decode(.wav, slices) == expected)
        #expect(try EncodedTone.decode(.auto, slices) == expected)
        let joined = Array(slices.joined())
        #expect(try EncodedTone.decode(.wav, [joined]) == expected)
        for (seed, longest) in [1, 13, 700, 9_000].enumerated() {
            let messages = joined.split(into: 1...longest, seed: UInt64(seed))
            #expect(try EncodedTone.decode(.wav, messages) == expected, "up to \(longest) bytes")
        }
    }

    @Test func decodesSamplesBeyondTheAnnouncedLength() throws {
        let samples = (0..<1_000).map { Int16($0 * 30) }
        for announced in [1, 2, 44, 1_999] {
            let decoded = try decode(SoundFile.wav(samples, announced: announced))
            #expect(decoded == samples.map { Float($0) / 32_768 }, "\(announced)")
        }
    }

    @Test func nextFileMayHaveAnotherRateAndMoreChannels() throws {
        let tone = Tone.samples(440, rate: 16_000, count: 16_000).map { Int16($0 * 32_768) }
        let wide = Tone.samples(440, rate: 48_000, count: 48_000).map { Int16($0 * 32_768) }.flatMap { [$0, $0] }
        let decoded = try decode(SoundFile.wav(tone) + SoundFile.wav(wide, rate: 48_000, channels: 2))
        #expect(abs(decoded.count - 32_000) <= 2)
        #expect(Tone.level(of: decoded[18_000..<30_000]) > -0.1)
    }

    @Test func reportsSamplesHiddenByAChunk() throws {
        var file = SoundFile.wav(samples)
        // A chunk that pretends to hold all that follows.
        file.insert(contentsOf: Array("JUNK".utf8) + [0xFF, 0xFF, 0, 0], at: 12)
        let error = try #require(throws: AudioInputError.self) { try decode(file) }
        #expect(error.code == .notAudio)
        // The next file is decoded, and what was lost is counted.
        var decoder = try LiveAudioDecoder(encoding: .wav)
        decoder.append(file + SoundFile.wav(samples))
        decoder.finish()
        #expect(try decoder.next()?.count == samples.count)
        #expect(decoder.discardedBytes == file.count - 20)
    }

    @Test func aHeaderAloneIsNoMistake() throws {
        #expect(try decode(SoundFile.wav([])).isEmpty)
    }

    @Test func whatFollowsTheSamplesIsLeftOut() throws {
        let file = SoundFile.wav(samples) + Array("LIST".utf8) + [4, 0, 0, 0, 1, 2, 3, 4]
        #expect(try decode(file).count == samples.count)
    }

    @Test func otherChunksArePassedOver() throws {
        var file = SoundFile.wav(samples)
        file.insert(contentsOf: Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0], at: 12)
        #expect(try decode(file).count == samples.count)
    }

    @Test func samplesThatCannotBeDecodedAreRejected() throws {
        let error = try #require(throws: AudioInputError.self) { try decode(SoundFile.wav(samples, format: 2)) }
        #expect(error.code == .unsupportedEncoding)
        let rate = try #require(throws: AudioInputError.self) { try decode(SoundFile.wav(samples, rate: 100)) }
        #expect(rate.code == .unsupportedRate)
    }
}
