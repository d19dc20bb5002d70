import Testing

@testable import AudioInput

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct ChildProcessTests {
    let folder = TemporaryFolder()

    @Test func aMissingProgramIsNamedWithItsRemedy() throws {
        let path = folder.write(Array("no recording at all".utf8), to: "recording.m4a")
        let file = FilePath(path, name: "talk.m4a")
        let error = try #require(throws: AudioInputError.self) { _ = try AudioFile(file, program: "no-such-ffmpeg") }
        #expect(error.code == .programMissing)
        #expect(error.message.contains("talk.m4a") && error.message.contains("no-such-ffmpeg"))
        #expect(error.remedy?.contains("apt-get install ffmpeg") == true)
    }

    @Test func outputComesInPieces() throws {
        let process = try ChildProcess("printf", ["%s", "abcdef"])
        #expect(process.output(upTo: 4, patience: 60) == Array("abcd".utf8))
        #expect(process.output(upTo: 4, patience: 60) == Array("ef".utf8))
        #expect(process.output(upTo: 4, patience: 60).isEmpty)
        #expect(process.waitForSuccess())
    }

    @Test func aProgramThatSaysNothingIsGivenUp() throws {
        let process = try ChildProcess("sleep", ["600"])
        #expect(process.output(upTo: 1, patience: 0.05).isEmpty)
        #expect(!process.waitForSuccess())
    }

    @Test func theEnvironmentIsNotHandedOn() throws {
        let process = try ChildProcess("env", [])
        let output = String(decoding: process.output(upTo: 10_000, patience: 60), as: UTF8.self)
        #expect(output.hasPrefix("PATH=") && !output.contains("HOME="))
    }

    @Test func aProgramDoesNotOutliveItsOwner() throws {
        var identifier: pid_t = 0
        do {
            let process = try ChildProcess("sh", ["-c", "echo $$; exec sleep 600"])
            var line: [UInt8] = []
            while line.last != UInt8(ascii: "\n"), let byte = process.output(upTo: 1, patience: 60).first {
                line.append(byte)
            }
            identifier = try #require(pid_t(String(decoding: line.dropLast(), as: UTF8.self)))
        }
        #expect(kill(identifier, 0) != 0)
    }
}
