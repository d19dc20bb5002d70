// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

/// Several channels become one without losing what is in them.
@Suite struct ChannelMixerTests {
    let folder = TemporaryFolder()

    private static func mix(_ channels: [[Float]]) -> [Float] {
        var mixer = ChannelMixer(channels: channels.count)
        return channels[0].indices.map { index in
            channels.map { $0[index] }.withUnsafeBufferPointer { mixer.mix($0) }
        }
    }

    private static func noise(_ count: Int, amplitude: Float, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(state: seed)
        return (0..<count).map { _ in Float.random(in: -amplitude...amplitude, using: &generator) }
    }

    private static let tone = Tone.samples(300, rate: 16_000, count: 48_000)

    @Test(arguments: [1, 0.8, 1.2]) func keepsChannelsThatCancelOut(balance: Float) {
        let mixed = Self.mix([Self.tone, Self.tone.map { -balance * $0 }])
        #expect(Tone.level(of: mixed[800..<48_000]) > -1)
    }

    @Test func keepsCancelledSpeechAfterNoise() {
        let noises = (0..<2).map { Self.noise(96_000, amplitude: 0.01, seed: UInt64($0)) }
        let tone = [Float](repeating: 0, count: 48_000) + Self.tone
        let mixed = Self.mix([
            zip(tone, noises[0]).map { $0 + $1 }, zip(tone, noises[1]).map { $1 - $0 },
        ])
        #expect(Tone.level(of: mixed[49_600..<52_000]) > -1)
    }

    @Test func switchesWithoutClicks() {
        let mixed = Self.mix([Self.tone, Self.tone.map { -$0 }])
        let steepest = zip(Self.tone, Self.tone.dropFirst()).map { abs($1 - $0) }.max() ?? 0
        let largest = zip(mixed, mixed.dropFirst()).map { abs($1 - $0) }.max() ?? 0
        #expect(largest < steepest + 0.01)
    }

    @Test func averagesChannelsThatAgree() {
        let left = Self.noise(100_000, amplitude: 0.5, seed: 1)
        let right = Self.noise(100_000, amplitude: 0.5, seed: 2)
        #expect(Self.mix([left, right]) == zip(left, right).map { ($0 + $1) / 2 })
        let silence = [Float](repeating: 0, count: 48_000)
        #expect(Self.mix([Self.tone, silence]) == Self.tone.map { $0 / 2 })
        // An offset of one channel against the other is no sound.
        let offset = Self.mix([Self.tone.map { $0 * 0.5 + 0.3 }, Self.tone.map { $0 * 0.5 - 0.3 }])
        #expect(zip(offset, Self.tone).allSatisfy { abs($0 - $1 / 2) < 0.001 })
    }

    /// A speaker who is heard in the other channel only, after the channels cancelled each other out.
    @Test func keepsWhatIsInAnotherChannelLater() {
        let silence = [Float](repeating: 0, count: 48_000)
        let mixed = Self.mix([Self.tone + silence, Self.tone.map { -$0 } + Self.tone])
        #expect(Tone.level(of: mixed[48_600..<60_000]) > -7)
    }

    @Test func findsTwoOfSixChannelsThatCancelOut() {
        let silence = [Float](repeating: 0, count: 48_000)
        let mixed = Self.mix([silence, Self.tone, silence, silence, Self.tone.map { -$0 }, silence])
        #expect(Tone.level(of: mixed[800..<48_000]) > -1)
    }

    @Test func decidesAlikeHoweverSamplesArrive() throws {
        let bytes = [UInt8](f32: Self.tone.flatMap { [$0, -$0] })
        var whole = try PCMDecoder(encoding: .f32, channels: 2)
        let expected = whole.decode(bytes)
        #expect(Tone.level(of: expected[800...]) > -1)
        var cut = try PCMDecoder(encoding: .f32, channels: 2)
        #expect(bytes.split(into: 1...999, seed: 4).flatMap { cut.decode($0) } == expected)
    }

    /// The same in every container, of a recording and live.
    @Test(arguments: ["24.wav", "16.aiff", "16.flac", "layer3.mp3"]) func recordings(name: String) throws {
        let path = try write(name)
        #expect(Tone.level(of: try AudioFile.read(path: path)[1_600..<40_000]) > -1)
        // One channel by itself is what it is.
        var left = try AudioFile(path: path, channel: 0)
        #expect(Tone.level(of: try #require(try left.next())[1_600..<8_000]) > -1)
    }

    @Test(arguments: [("24.wav", AudioEncoding.wav), ("16.flac", .flac), ("layer3.mp3", .mp3)])
    func liveStreams(name: String, encoding: AudioEncoding) throws {
        let format = try #require(SoundFile.Format.all.first { $0.name == name })
        var bytes = TemporaryFolder.bytes(of: try write(name))
        if encoding == .wav {
            let samples = Self.tone.flatMap { [Int16($0 * 32_768), Int16($0 * -32_768)] }
            bytes = SoundFile.wav(samples, rate: 16_000, channels: 2)
        }
        #expect(format.channels == 2)
        let samples = try EncodedTone.decode(encoding, bytes.split(into: 1...4_000, seed: 2))
        #expect(Tone.level(of: samples[1_600..<40_000]) > -1)
    }

    /// A tone whose channels are of opposite phase.
    private func write(_ name: String) throws -> String {
        let format = try #require(SoundFile.Format.all.first { $0.name == name })
        let tone = Tone.samples(300, rate: format.rate, count: 3 * format.rate)
        let path = folder.file(name)
        try SoundFile.write(channels: [tone, tone.map { -$0 }], as: format, to: path)
        return path
    }
}
