// SPDX-License-Identifier: Apache-2.0

import CSndFile
import Testing

@testable import AudioInput

/// Recordings whose writers did not know how long they would be are read to their ends.
@Suite struct UnknownLengthTests {
    /// A container, and where in it the numbers are that depend on the length.
    struct Container: Sendable, CustomTestStringConvertible {
        let name: String
        let code: Int
        /// The name of the chunk of samples, how far behind its beginning its size is, and how many bytes that has.
        let chunk: String
        let offset: Int
        let size: Int
        var testDescription: String { name }

        static let all = [
            Container(name: "a.wav", code: SF_FORMAT_WAV, chunk: "data", offset: 4, size: 4),
            Container(name: "a.aiff", code: SF_FORMAT_AIFF, chunk: "SSND", offset: 4, size: 4),
            Container(name: "a.au", code: SF_FORMAT_AU, chunk: ".snd", offset: 8, size: 4),
            Container(name: "a.caf", code: SF_FORMAT_CAF, chunk: "data", offset: 4, size: 8),
            Container(name: "a.w64", code: SF_FORMAT_W64, chunk: "data", offset: 16, size: 8),
            Container(name: "a.rf64", code: SF_FORMAT_RF64, chunk: "ds64", offset: 16, size: 8),
        ]
    }

    let folder = TemporaryFolder()
    private let samples = Tone.samples(440, rate: 16_000, count: 32_000)

    @Test(arguments: Container.all, [UInt8(0), 0xFF]) func isReadToTheEnd(container: Container, value: UInt8) throws {
        var bytes = try file(container)
        let chunk = try #require(Self.position(of: container.chunk, in: bytes))
        for index in 0..<container.size { bytes[chunk + container.offset + index] = value }
        if container.name == "a.aiff" {
            let common = try #require(Self.position(of: "COMM", in: bytes))
            for index in 10..<14 { bytes[common + index] = value }
        }
        // The size of the whole file, which follows its name.
        if ["a.wav", "a.aiff"].contains(container.name) { for index in 4..<8 { bytes[index] = value } }
        try check(bytes, container.name)
    }

    @Test(arguments: Container.all, [100, 1_001])
    func isReadToTheEndAlthoughLessIsAnnounced(container: Container, announced: Int) throws {
        var bytes = try file(container)
        let chunk = try #require(Self.position(of: container.chunk, in: bytes))
        let isBigEndian = ["a.aiff", "a.au", "a.caf"].contains(container.name)
        for index in 0..<container.size {
            let byte = UInt8(truncatingIfNeeded: announced >> (8 * (isBigEndian ? container.size - 1 - index : index)))
            bytes[chunk + container.offset + index] = byte
        }
        try check(bytes, container.name)
    }

    @Test(arguments: [100, 0x7FFF_FFFF, 0xFFFF_FFFE]) func longSizesCountWhateverTheShortOneSays(short: Int) throws {
        var bytes = try file(Container.all[5])
        let data = try #require(Self.position(of: "data", in: bytes))
        for index in 0..<4 { bytes[data + 4 + index] = UInt8(truncatingIfNeeded: short >> (8 * index)) }
        try check(bytes, "c.rf64")
    }

    @Test func announcementOfHoursIsNoReasonToRefuse() throws {
        let path = folder.write(SoundFile.wav([1, 2, 3, 4], announced: 1 << 30), to: "long.wav")
        var file = try AudioFile(path: path, longest: 60)
        #expect(try file.next() != nil)
        #expect(throws: AudioInputError.self) { while try file.next() != nil {} }
    }

    @Test(arguments: [6, 7, 8]) func streamsThatFollowOneAnotherAreAllRead(format: Int) throws {
        let format = SoundFile.Format.all[format].with(rate: 16_000, channels: 1)
        let bytes = try (0..<5).flatMap { part in
            let path = folder.file("\(part)-\(format.name)")
            try SoundFile.write(Array(samples[part * 6_400..<(part + 1) * 6_400]), as: format, to: path)
            return TemporaryFolder.bytes(of: path)
        }
        let read = try AudioFile.read(path: folder.write(bytes, to: "chain-\(format.name)"))
        // Opus may end a packet later.
        #expect(read.count >= samples.count && read.count < samples.count + 5 * 320, "\(read.count)")
        #expect(Tone.level(of: read[27_000..<31_000]) > -1)
    }

    @Test func thirtyTwoBitsForFourGigabytesAreUnknown() throws {
        var bytes = try file(Container.all[5])
        // Without the chunk that has the sizes in 64 bits.
        let sizes = try #require(Self.position(of: "ds64", in: bytes))
        bytes.replaceSubrange(sizes..<sizes + 4, with: Array("JUNK".utf8))
        try check(bytes, "b.rf64")
    }

    /// In a file whose sizes in 64 bits are of no use.
    @Test(arguments: [0x7FFF_FFFF, 0x7FFF_0000, 0, 0xFFFF_FFFF] as [UInt32])
    func thirtyTwoBitsNearTwoGigabytesAreUnknown(size: UInt32) throws {
        var bytes = try file(Container.all[5])
        let sizes = try #require(Self.position(of: "ds64", in: bytes))
        bytes.replaceSubrange(sizes + 16..<sizes + 24, with: [UInt8](repeating: 0, count: 8))
        let data = try #require(Self.position(of: "data", in: bytes))
        for index in 0..<4 { bytes[data + 4 + index] = UInt8(truncatingIfNeeded: size >> (8 * index)) }
        try check(bytes, "c.rf64")
    }

    @Test(arguments: [0, 100, 101, 0xFFFF_FFFF]) func recordingsThatFollowOneAnotherAreAllRead(announced: Int) throws {
        let tone = samples.map { Int16($0 * 32_768) }
        let slices = stride(from: 0, to: tone.count, by: 4_000).map { start in
            SoundFile.wav(Array(tone[start..<start + 4_000]), announced: announced)
        }
        let path = folder.write(slices.joined(), to: "slices.wav")
        #expect(try AudioFile.read(path: path) == tone.map { Float($0) / 32_768 })
        let plain = stride(from: 0, to: tone.count, by: 4_000).map { SoundFile.wav(Array(tone[$0..<$0 + 4_000])) }
        #expect(try AudioFile.read(path: folder.write(plain.joined(), to: "plain.wav")).count == tone.count)
        // A recorder that was stopped leaves a header.
        let stopped = folder.write(plain.joined() + plain[0].prefix(44), to: "stopped.wav")
        #expect(try AudioFile.read(path: stopped).count == tone.count)
    }

    @Test func nextRecordingMayHaveAnotherRate() throws {
        let wide = Tone.samples(440, rate: 48_000, count: 96_000).map { Int16($0 * 32_768) }
        let bytes = SoundFile.wav(samples.map { Int16($0 * 32_768) }) + SoundFile.wav(wide, rate: 48_000)
        let read = try AudioFile.read(path: folder.write(bytes, to: "two.wav"))
        #expect(abs(read.count - 64_000) <= 2)
        #expect(Tone.level(of: read[34_000..<62_000]) > -0.1)
    }

    @Test func chunksBehindTheSamplesAreNotHeard() throws {
        let bytes =
            SoundFile.wav([1, 2, 3, 4]) + Array("SAUR".utf8) + [3, 0, 0, 0, 1, 2, 3, 0] + Array("LIST".utf8)
            + [4, 0, 0, 0, 1, 2, 3, 4]
        #expect(try AudioFile.read(path: folder.write(bytes, to: "chunks.wav")).count == 4)
    }

    @Test func aFLACStreamOfUnknownLengthIsRead() throws {
        let format = SoundFile.Format.all[6].with(rate: 16_000, channels: 1)
        let path = folder.file("a.flac")
        try SoundFile.write(samples, as: format, to: path)
        var bytes = TemporaryFolder.bytes(of: path)
        // The lower 36 bits of the eight bytes at 18 are the number of samples, 0 if it is not known.
        bytes[21] &= 0xF0
        for index in 22..<26 { bytes[index] = 0 }
        try check(bytes, "unknown.flac")
    }

    private func check(_ bytes: [UInt8], _ name: String) throws {
        let path = folder.write(bytes, to: name)
        let read = try AudioFile.read(path: path)
        // CAF has a chunk behind the samples, which nobody can tell from them.
        #expect(read.count >= samples.count && read.count < samples.count + 4_096, "\(read.count)")
        let difference = zip(read, samples).map { abs($0 - $1) }.max() ?? 1
        #expect(difference < 0.001)
    }

    private func file(_ container: Container) throws -> [UInt8] {
        let path = folder.file("whole-\(container.name)")
        let format = SoundFile.Format(
            name: container.name, code: container.code | SF_FORMAT_PCM_16, rate: 16_000, channels: 1, fidelity: 80)
        try SoundFile.write(samples, as: format, to: path)
        return TemporaryFolder.bytes(of: path)
    }

    private static func position(of name: String, in bytes: [UInt8]) -> Int? {
        let name = Array(name.utf8)
        return (0..<min(bytes.count, 8_192) - 4).first { bytes[$0..<$0 + 4].elementsEqual(name) }
    }
}
