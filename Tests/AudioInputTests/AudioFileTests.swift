// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Testing

@Suite struct AudioFileTests {
    let folder = TemporaryFolder()

    @Test(arguments: SoundFile.Format.all) func aToneComesBack(format: SoundFile.Format) throws {
        let path = folder.file(format.name)
        try SoundFile.write(Tone.samples(1_000, rate: format.rate, count: 3 * format.rate), as: format, to: path)
        let file = try AudioFile(path: path)
        #expect(file.sampleRate == format.rate && file.channels == format.channels)
        let duration = file.duration ?? 0
        #expect(abs(duration - 3) < 0.1)
        let samples = try AudioFile.read(path: path)
        // 2 ms; MP3 fills its last frame of 26 ms.
        #expect(abs(samples.count - 48_000) <= (format.name.hasSuffix("mp3") ? 420 : 32))
        let ratio = Tone.ratio(of: samples[8_000..<40_000], to: 1_000, rate: 16_000, from: 8_000)
        #expect(ratio > format.fidelity, "\(ratio) dB")
    }

    @Test func sixteenBitsAtSixteenKilohertzAreUntouched() throws {
        let samples: [Int16] = [0, 1, -1, 32767, -32768, 12345]
        let read = try AudioFile.read(path: folder.write(SoundFile.wav(samples), to: "a.wav"))
        #expect(read == samples.map { Float($0) / 32768 })
    }

    @Test func oneChannelOfSeveral() throws {
        var bytes = SoundFile.wav([1_000, -2_000, 3_000, -4_000])
        // Two channels: four bytes that belong together.
        (bytes[22], bytes[32]) = (2, 4)
        let path = folder.write(bytes, to: "stereo.wav")
        let samples = try (0..<2).map { channel in
            var file = try AudioFile(path: path, channel: channel)
            #expect(file.channels == 2)
            return try file.next()
        }
        #expect(samples == [[1_000, 3_000], [-2_000, -4_000]].map { $0.map { Float($0) / 32_768 } })
        #expect(throws: AudioInputError.self) { _ = try AudioFile(path: path, channel: 2) }
    }

    @Test(arguments: [0, 5, 6, 7, 8, 9]) func stopsAtTheLongestDuration(index: Int) throws {
        let format = SoundFile.Format.all[index]
        let path = folder.file(format.name)
        try SoundFile.write(Tone.samples(1_000, rate: format.rate, count: 3 * format.rate), as: format, to: path)
        let error = try #require(throws: AudioInputError.self) {
            var file = try AudioFile(path: path, longest: 2)
            while try file.next() != nil {}
        }
        #expect(error.code == .tooLong && error.message.hasSuffix("is longer than 0 minutes"))
        var file = try AudioFile(path: path, longest: 4)
        while try file.next() != nil {}
    }

    @Test func lengthThatIsNotAnnouncedIsCounted() throws {
        let bytes = SoundFile.wav([Int16](repeating: 0, count: 48_000), announced: 0xFFFF_FFFF)
        let path = folder.write(bytes, to: "endless.wav")
        let error = try #require(throws: AudioInputError.self) {
            var file = try AudioFile(path: path, longest: 1)
            while try file.next() != nil {}
        }
        #expect(error.code == .tooLong)
    }

    @Test func blocksAreBoundedAndMakeTheWhole() throws {
        let samples = Tone.samples(440, rate: 48_000, count: 1_000_000)
        let path = folder.file("long.wav")
        try SoundFile.write(samples, as: SoundFile.Format.all[3].with(rate: 48_000, channels: 1), to: path)
        var file = try AudioFile(path: path)
        var joined: [Float] = []
        var blocks = 0
        while let block = try file.next() {
            #expect(!block.isEmpty && block.count <= 1 << 16)
            joined += block
            blocks += 1
        }
        #expect(try file.next() == nil)
        #expect(blocks > 10)
        #expect(joined.count == 333_334)
        var decoder = try AudioStreamDecoder(encoding: .f32, sampleRate: 48_000)
        #expect(joined == decoder.append([UInt8](f32: samples)) + decoder.finish())
    }

    @Test func nonsenseAndOverloadInAFileAreTamed() throws {
        let path = folder.file("wild.wav")
        let format = SoundFile.Format.all[3].with(rate: 16_000, channels: 1)
        try SoundFile.write([0.5, .nan, .infinity, 7, -7], as: format, to: path)
        #expect(try AudioFile.read(path: path) == [0.5, 0, 0, 1, -1])
    }

    /// A header written before the length was known says nothing about being cut off.
    @Test(arguments: [0xFFFF_FFFF, 0x7FFF_FFFF, 0x7FFF_F024]) func aStreamedFileIsReadToItsEnd(announced: Int) throws {
        let bytes = SoundFile.wav([Int16](repeating: 100, count: 800), announced: announced)
        #expect(try AudioFile.read(path: folder.write(bytes, to: "streamed.wav")).count == 800)
    }

    @Test func aSpacedAndAccentedPathIsFine() throws {
        let path = folder.write(SoundFile.wav([1, 2, 3]), to: "été l'avis 1.wav")
        #expect(try AudioFile.read(path: path).count == 3)
    }
}

extension SoundFile.Format {
    func with(rate: Int, channels: Int) -> Self {
        var copy = self
        (copy.rate, copy.channels) = (rate, channels)
        return copy
    }
}
