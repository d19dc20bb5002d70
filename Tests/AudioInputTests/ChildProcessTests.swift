// SPDX-License-Identifier: Apache-2.0

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

    @Test func limitsHoldForTheProgram() throws {
        let limits = ProcessLimits(data: 64 << 20, addressSpace: 512 << 20, processorTime: 7, files: 20)
        let process = try ChildProcess(
            "sh", ["-c", "ulimit -d; ulimit -v; ulimit -t; ulimit -n; ulimit -c; ulimit -f; nice"], limits: limits)
        let output = String(decoding: process.output(upTo: 10_000, patience: 60), as: UTF8.self)
        let lines = output.split(separator: "\n")
        #expect(lines.dropLast() == ["65536", "524288", "7", "20", "0", "0"], "\(output)")
        #expect(lines.last.flatMap { Int($0) } ?? 0 >= 5)
        #expect(process.waitForEnd() == .exit(0))
    }

    @Test func rejectsMissingProgramWithLimits() {
        #expect(throws: ChildProcess.Failure.missing) {
            try ChildProcess("no-such-ffmpeg", [], limits: ProcessLimits())
        }
    }

    @Test func memoryBeyondTheLimitIsNotGiven() throws {
        // dd asks for its block at once.
        let arguments = ["if=/dev/zero", "of=/dev/null", "bs=200M", "count=1"]
        let small = ProcessLimits(data: 100 << 20, addressSpace: 1 << 30)
        #expect(try ChildProcess("dd", arguments, limits: small).waitForEnd() == .exit(1))
        #expect(try ChildProcess("dd", arguments, limits: ProcessLimits()).waitForEnd() == .exit(0))
    }

    @Test func processorTimeBeyondTheLimitEndsTheProgram() throws {
        let process = try ChildProcess(
            "sh", ["-c", "while :; do :; done"], limits: ProcessLimits(processorTime: 1))
        #expect(process.waitForEnd() == .signal(SIGKILL))
    }

    @Test func killsProgramThatTricklesLongerThanAllowed() throws {
        let process = try ChildProcess("sh", ["-c", "while :; do echo; sleep 0.05; done"])
        let start = ContinuousClock.now
        #expect(process.output(upTo: 1_000_000, patience: 0.5).count < 100)
        #expect(process.waitForEnd() == .givenUp)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func handsOverOneFile() throws {
        let path = folder.write(Array("speech".utf8), to: "recording")
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let process = try ChildProcess("cat", [ChildProcess.inputPath], limits: ProcessLimits(), input: descriptor)
        #expect(process.output(upTo: 100, patience: 60) == Array("speech".utf8))
    }
}
