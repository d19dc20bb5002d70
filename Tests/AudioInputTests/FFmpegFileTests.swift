// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AudioInput

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Recordings that libsndfile does not read.
@Suite(.enabled(if: FFmpeg.isInstalled, "needs ffmpeg")) struct FFmpegFileTests {
    let folder = TemporaryFolder()

    /// Converts a tone of three seconds to the format that the name of a file ends with.
    private func file(_ name: String, _ arguments: [String] = []) throws -> String {
        let source = folder.file("tone.wav")
        let format = try #require(SoundFile.Format.all.first).with(rate: 48_000, channels: 1)
        try SoundFile.write(Tone.samples(1_000, rate: 48_000, count: 144_000), as: format, to: source)
        let path = folder.file(name)
        let conversion = try ChildProcess("ffmpeg", ["-y", "-i", source] + arguments + [path])
        #expect(conversion.waitForSuccess())
        return path
    }

    @Test(arguments: ["tone.m4a", "tone.mp4", "tone.webm", "tone.mka", "tone.aac", "tone.ts"]) func aToneComesBack(
        name: String
    ) throws {
        let samples = try AudioFile.read(path: try file(name))
        // Encoders fill their last frame.
        #expect(abs(samples.count - 48_000) < 2_000)
        #expect(abs(Tone.level(of: samples[8_000..<40_000])) < 0.5)
    }

    /// Channels of opposite phase; AAC keeps them so.
    @Test(arguments: ["tone.m4a", "tone.mka"]) func channelsThatCancelOutAreTranscribed(name: String) throws {
        let path = try file(name, ["-filter_complex", "[0:a]pan=stereo|c0=c0|c1=-1*c0"])
        let samples = try AudioFile.read(path: path)
        #expect(Tone.level(of: samples[8_000..<40_000]) > -1)
    }

    @Test func theBeginningOfAFileIsReadToItsEnd() throws {
        let whole = TemporaryFolder.bytes(of: try file("whole.webm"))
        let samples = try? AudioFile.read(path: folder.write(whole.prefix(whole.count / 2), to: "half.webm"))
        #expect(samples.map { $0.count > 8_000 && $0.count < 40_000 } ?? true)
    }

    /// AU-5: nonsense gives an error or samples, in time.
    @Test func damage() throws {
        let whole = TemporaryFolder.bytes(of: try file("whole.m4a"))
        var generator = SeededGenerator(state: 3)
        for _ in 0..<10 {
            var damaged = whole
            for _ in 0..<20 {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            do {
                let samples = try AudioFile.read(path: folder.write(damaged, to: "damaged.m4a"))
                #expect(samples.allSatisfy { $0.magnitude <= 1 })
            } catch {
                #expect(error.remedy != nil)
            }
        }
    }

    /// A list of other files is no recording: who sends one shall not hear what is on this machine.
    @Test func aPlaylistIsNotFollowed() throws {
        let tone = try file("tone.m4a")
        for list in [
            "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n\(tone)\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile '\(tone)'\n",
        ] {
            let error = try #require(throws: AudioInputError.self) {
                try AudioFile.read(path: folder.write(Array(list.utf8), to: "list.m3u8"))
            }
            #expect(error.code == .notAudio)
        }
    }

    @Test func aPathIsNeverAnOption() throws {
        let bytes = TemporaryFolder.bytes(of: try file("tone.m4a"))
        let path = folder.write(bytes, to: "-i concat:a|b %d.m4a")
        #expect(try AudioFile.read(path: path).count > 40_000)
    }

    /// 1.8 KB that make ffmpeg build an index of 260 MB for each track.
    @Test(arguments: [1, 4]) func indexOfGigabytesEndsAtTheLimit(tracks: Int) throws {
        let path = folder.write(MP4Bomb.bytes(tracks: tracks), to: "bomb.mp4")
        let start = ContinuousClock.now
        let error = try #require(throws: AudioInputError.self) { try AudioFile.read(path: path) }
        #expect(error.code == .beyondLimits && error.remedy?.contains("ffmpeg -i") == true)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func programThatTakesTooLongIsNamed() throws {
        let path = try file("tone.m4a")
        let limits = ProcessLimits(processorTime: 1)
        // Stands for a file that costs ffmpeg more time than it may have.
        let program = folder.write(Array("#!/bin/sh\nwhile :; do :; done\n".utf8), to: "slow-ffmpeg")
        #expect(chmod(program, 0o700) == 0)
        let error = try #require(throws: AudioInputError.self) {
            try FFmpegReader(FilePath(path, name: nil), program: program, limits: limits)
        }
        #expect(error.code == .beyondLimits && error.message.contains("time"))
    }

    @Test func stopsAtTheLongestDuration() throws {
        let path = try file("tone.m4a")
        var short = try AudioFile(path: path, longest: 2)
        let error = try #require(throws: AudioInputError.self) { while try short.next() != nil {} }
        #expect(error.code == .tooLong)
        var long = try AudioFile(path: path, longest: 4)
        while try long.next() != nil {}
    }

    @Test func runsNoProgramWithoutLeave() throws {
        let path = try file("tone.m4a")
        let error = try #require(throws: AudioInputError.self) { _ = try AudioFile(path: path, mayRunFFmpeg: false) }
        #expect(error.code == .programNeeded)
    }

    @Test func videoWithoutSoundIsNoRecording() throws {
        let path = folder.file("silent.mp4")
        let picture = ["-y", "-f", "lavfi", "-i", "color=black:s=64x64:d=1", path]
        #expect(try ChildProcess("ffmpeg", picture).waitForSuccess())
        let error = try #require(throws: AudioInputError.self) { try AudioFile.read(path: path) }
        #expect(error.code == .notAudio)
    }
}

private enum FFmpeg {
    static let isInstalled = (try? ChildProcess("ffmpeg", ["-version"]))?.waitForSuccess() ?? false
}
