// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

@Suite struct AudioFileErrorTests {
    let folder = TemporaryFolder()

    func error(reading path: String) throws -> AudioInputError {
        try #require(throws: AudioInputError.self) { try AudioFile.read(path: path) }
    }

    func error(reading bytes: some Sequence<UInt8>, named name: String = "file.wav") throws -> AudioInputError {
        try error(reading: folder.write(bytes, to: name))
    }

    @Test func missing() throws {
        let error = try error(reading: "/nowhere/at/all.wav")
        #expect(error.code == .missing)
        #expect(error.description == "There is no file /nowhere/at/all.wav. Check the path.")
        #expect(try self.error(reading: "/etc/passwd/below").code == .missing)
        #expect(try self.error(reading: "").code == .missing)
    }

    @Test func notAFile() throws {
        #expect(try error(reading: folder.path).code == .unreadable)
        // A device would deliver for ever, and a pipe would block.
        #expect(try error(reading: "/dev/zero").code == .unreadable)
    }

    @Test func empty() throws {
        let error = try error(reading: [UInt8]())
        #expect(error.code == .empty && error.message.hasSuffix("is empty"))
    }

    @Test func aHeaderWithoutSamples() throws {
        let error = try error(reading: SoundFile.wav([]))
        #expect(error.code == .empty && error.message.hasSuffix("holds no sound"))
    }

    @Test func text() throws {
        let error = try error(reading: Array("And so my fellow Americans\n".utf8), named: "it's a text.txt")
        #expect(error.code == .notAudio)
        let path = "\(folder.path)/it'\\''s a text.txt"
        #expect(error.remedy == "Convert it: `ffmpeg -i '\(path)' -ar 16000 -ac 1 out.wav`")
    }

    @Test func anUnknownEncodingInAKnownContainer() throws {
        let code = try error(reading: SoundFile.wav([1, 2, 3, 4], format: 0x00FF)).code
        #expect(code == .unsupportedEncoding || code == .notAudio)
    }

    @Test(arguments: [4_000, 384_000]) func anUnsupportedRate(rate: Int) throws {
        let error = try error(reading: SoundFile.wav([1, 2, 3, 4], rate: rate))
        #expect(error.code == .unsupportedRate)
        #expect(error.message.hasSuffix("file.wav: A sample rate of \(rate) Hz is not supported"))
        #expect(try #require(error.remedy).hasPrefix("Convert it: `ffmpeg -i "))
    }

    @Test func aWAVFileThatWasCutOff() throws {
        let bytes = SoundFile.wav([Int16](repeating: 500, count: 32_000))
        let path = folder.write(bytes.prefix(44 + 16_000), to: "cut.wav")
        var file = try AudioFile(path: path)
        #expect(file.duration == 2)
        // What is there comes first.
        #expect(try file.next()?.count == 8_000)
        let error = try #require(throws: AudioInputError.self) { try file.next() }
        #expect(error.code == .truncated)
        #expect(error.message == "\(path) is cut off or damaged: only 0.5 of 2.0 s could be read")
    }

    @Test func aFLACFileThatWasCutOff() throws {
        let whole = folder.file("whole.flac")
        var generator = SeededGenerator(state: 1)
        let noise = (0..<48_000).map { _ in Float.random(in: -0.5...0.5, using: &generator) }
        try SoundFile.write(noise, as: SoundFile.Format.all[6].with(rate: 16_000, channels: 1), to: whole)
        let bytes = TemporaryFolder.bytes(of: whole)
        #expect(try error(reading: bytes.prefix(bytes.count / 2), named: "half.flac").code == .truncated)
    }

    /// Damaged files give an error or samples within range, never a crash.
    @Test(arguments: [0, 3, 5, 6, 7, 8, 9]) func damage(index: Int) throws {
        let format = SoundFile.Format.all[index]
        let whole = folder.file(format.name)
        try SoundFile.write(Tone.samples(1_000, rate: format.rate, count: format.rate / 4), as: format, to: whole)
        let bytes = TemporaryFolder.bytes(of: whole)
        var generator = SeededGenerator(state: UInt64(index))
        for _ in 0..<100 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let bound = Bool.random(using: &generator) ? min(100, damaged.count) : damaged.count
                damaged[Int.random(in: 0..<bound, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let path = folder.write(damaged, to: "damaged-\(format.name)")
            var limit = 10_000_000
            do {
                // Hundreds of processes would take minutes; FFmpegFileTests damages what ffmpeg reads.
                var file = try AudioFile(FilePath(path, name: nil), program: "no-such-program")
                while limit > 0, let block = try file.next() {
                    #expect(block.allSatisfy { $0.magnitude < 2 })
                    limit -= block.count
                }
            } catch {
                #expect(!error.message.isEmpty)
            }
            #expect(limit > 0, "a file of \(damaged.count) bytes gave more than ten minutes")
        }
    }
}
