// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

@Suite struct LiveAudioDecoderTests {
    @Test func thereIsATestStreamOfEachEncoding() {
        #expect(Set(EncodedTone.all.map(\.encoding)) == Set(AudioEncoding.allCases).subtracting([.auto]))
    }

    @Test(arguments: EncodedTone.all) func aToneComesBack(stream: EncodedTone) throws {
        let samples = try EncodedTone.decode(stream.encoding, stream.messages)
        // A frame more at most: MP3 fills its last one.
        #expect(abs(samples.count - 16_000 * EncodedTone.seconds) < 700)
        // Only a container tells how much of the beginning is the encoder's own: 6.5 ms.
        let delay = stream.encoding == .opus ? 104 : 0
        let ratio = Tone.ratio(of: samples[8_000..<40_000], to: 1_000, rate: 16_000, from: 8_000 - delay)
        #expect(ratio > stream.fidelity, "\(ratio) dB")
    }

    /// AU-2.
    @Test(arguments: EncodedTone.streams) func everySplitGivesTheSame(stream: EncodedTone) throws {
        let bytes = stream.bytes
        let expected = try EncodedTone.decode(stream.encoding, [bytes])
        for (seed, longest) in [2, 20, 300, 5_000, 50_000].enumerated() {
            let messages = bytes.split(into: 1...longest, seed: UInt64(seed))
            #expect(try EncodedTone.decode(stream.encoding, messages) == expected, "up to \(longest) bytes")
        }
        #expect(try EncodedTone.decode(stream.encoding, bytes.map { [$0] }) == expected)
    }

    @Test(arguments: EncodedTone.containers) func aContainerIsRecognized(stream: EncodedTone) throws {
        let expected = try EncodedTone.decode(stream.encoding, stream.messages)
        #expect(try EncodedTone.decode(.auto, stream.messages) == expected)
        #expect(try EncodedTone.decode(.auto, stream.bytes.split(into: 1...7, seed: 1)) == expected)
        // libsndfile's MP3 has no tag in front.
        let container: AudioEncoding? = stream.encoding == .mp3 ? nil : stream.encoding
        #expect(AudioEncoding(containerOf: stream.bytes) == container)
        #expect(AudioEncoding(signature: stream.bytes) == stream.encoding)
    }

    @Test func rawSamplesAreNoContainer() {
        var generator = SeededGenerator(state: 7)
        for _ in 0..<2_000 {
            let samples = (0..<3).map { _ in Float.random(in: -1...1, using: &generator) }
            #expect(AudioEncoding(containerOf: [UInt8](f32: samples)) == nil)
        }
        #expect(AudioEncoding(containerOf: [UInt8](repeating: 0, count: 64)) == nil)
        #expect(AudioEncoding(containerOf: Array("RIFF".utf8)) == nil)
        #expect(AudioEncoding(containerOf: Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 10, 0, 0]) == .mp3)
    }

    /// AU-4: a recorder's header is in its first message only.
    @Test(arguments: [AudioEncoding.webm, .ogg, .wav]) func aContinuationWithoutItsHeaderIsRejected(
        encoding: AudioEncoding
    ) throws {
        let rest = try EncodedTone.of(encoding).bytes.dropFirst(8_000)
        for encoding in [encoding, .auto] {
            let error = try #require(throws: AudioInputError.self) { try EncodedTone.decode(encoding, [rest]) }
            #expect(error.code == .notAudio)
            #expect(error.remedy != nil)
        }
    }

    /// Frames of FLAC and MP3 stand for themselves.
    @Test(arguments: [AudioEncoding.flac, .mp3]) func aContinuationIsDecoded(encoding: AudioEncoding) throws {
        let rest = Array(try EncodedTone.of(encoding).bytes.dropFirst(9_001))
        let samples = try EncodedTone.decode(encoding, rest.split(into: 1...700, seed: 3))
        #expect(samples.count > 16_000)
        #expect(abs(Tone.level(of: samples[4_000..<12_000])) < 0.5)
    }

    @Test(arguments: EncodedTone.containers) func nonsenseIsAnError(stream: EncodedTone) throws {
        var generator = SeededGenerator(state: 5)
        let noise = (0..<100).map { _ in (0..<20_000).map { _ in UInt8.random(in: 0...127, using: &generator) } }
        let error = try #require(throws: AudioInputError.self) { try EncodedTone.decode(stream.encoding, noise) }
        #expect(error.code == .notAudio)
    }

    @Test(arguments: EncodedTone.all) func nothingIsNothing(stream: EncodedTone) throws {
        #expect(try EncodedTone.decode(stream.encoding, [[UInt8]]()).isEmpty)
    }

    /// AU-5: damaged bytes are passed over or an error, and memory stays bounded.
    @Test(arguments: EncodedTone.all) func damage(stream: EncodedTone) throws {
        var generator = SeededGenerator(state: 11)
        for _ in 0..<60 {
            var messages = stream.messages
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let message = Int.random(in: 0..<messages.count, using: &generator)
                guard !messages[message].isEmpty else { continue }
                let bound = Bool.random(using: &generator) ? min(300, messages[message].count) : messages[message].count
                let position = Int.random(in: 0..<bound, using: &generator)
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    messages[message].removeSubrange(position..<min(position + 50, messages[message].count))
                } else {
                    messages[message][position] = UInt8.random(in: 0...255, using: &generator)
                }
            }
            do {
                let samples = try EncodedTone.decode(stream.encoding, messages)
                #expect(samples.count < 16_000 * 60 && samples.allSatisfy { $0.magnitude <= 2 })
            } catch let error as AudioInputError {
                #expect(!error.message.isEmpty)
            }
        }
    }

    /// A block is asked for before the next is decoded, however much a message holds.
    @Test func aMessageOfHoursIsDecodedBitByBit() throws {
        // 120 ms of silence in 2 bytes.
        let packets = [[UInt8]](repeating: [0xFB, 0x06], count: 20_000)
        var decoder = try LiveAudioDecoder(encoding: .webm)
        decoder.append(
            WebMWriter.header() + WebMWriter.cluster(at: 0) + packets.flatMap { WebMWriter.block($0, at: 0) })
        let first = try #require(try decoder.next())
        #expect(first.count <= 1_920)
    }
}
