// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import StenoTesting
import Testing

/// What commands read from and write to.
@Suite(.serialized)
struct CommandOutputTests {
    /// A full disk is no success, whatever the command.
    @Test(arguments: [
        ["transcribe", "--model", "tiny.en", "jfk.wav"],
        ["transcribe", "--model", "tiny.en", "--format", "json", "jfk.wav"],
        ["models", "list"], ["models", "path", "tiny.en"], ["doctor"], ["--help"], ["--version"],
        ["serve", "--print-config"],
    ])
    func failsWhenStandardOutputIsFull(arguments: [String]) async throws {
        _ = try Fixtures.model("tiny.en")
        let recording = try Fixtures.path("jfk.wav")
        let result = try await StenoProcess.run(
            arguments.map { $0 == "jfk.wav" ? recording : $0 }, output: "/dev/full")
        #expect(result.status == 1)
        #expect(
            result.errors.hasSuffix(
                "steno: Standard output cannot be written: no space left on device. "
                    + "Free some space on the disk, or write to another.\n"), "\(result.errors)")
    }

    @Test func failsWhenKeysCannotBePrinted() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let result = try await StenoProcess.run(["keys", "create", "web", "--keys", file], output: "/dev/full")
        #expect(result.status == 1 && result.errors.contains("no space left"))
        // Nobody has seen the key.
        #expect(!FileManager.default.fileExists(atPath: file))
        let create = "'\(StenoProcess.path)' keys create web --keys '\(file)'"
        #expect(try await Self.shell("(sleep 1; \(create) 2>/dev/null) | true") == "")
        #expect(try await Self.shell("\(create) 2>/dev/null >&-; echo $?") == "1\n")
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func namesHomeWhenThereIsNoCache() async throws {
        let result = try await StenoProcess.run(
            ["transcribe", "a.wav"], without: ["HOME", "STENO_CACHE", "XDG_CACHE_HOME"])
        #expect(result.status == 1)
        #expect(result.errors.contains("neither HOME nor STENO_CACHE is set"), "\(result.errors)")
    }

    @Test func transcribesStandardInput() async throws {
        _ = try Fixtures.model("tiny.en")
        let recording = try Fixtures.path("jfk.wav")
        let file = try await StenoProcess.run(["transcribe", "--model", "tiny.en", "-"], input: recording)
        #expect(file.status == 0 && Audio.isKennedy(Audio.words(file.output)), "\(file.errors)")
        let pipe = try await Self.shell("cat '\(recording)' | '\(StenoProcess.path)' transcribe --model tiny.en -")
        #expect(Audio.isKennedy(Audio.words(pipe)))
        let substituted = try await Self.shell(
            "'\(StenoProcess.path)' transcribe --model tiny.en <(cat '\(recording)')")
        #expect(Audio.isKennedy(Audio.words(substituted)))
        let empty = try await StenoProcess.run(["transcribe", "--model", "tiny.en", "-"])
        #expect(empty.status == 1 && empty.errors.contains("standard input is empty"), "\(empty.errors)")
    }

    /// What is opened next must not become standard output.
    @Test(arguments: ["transcribe --model tiny.en", "models list"])
    func saysThatStandardOutputIsClosed(command: String) async throws {
        _ = try Fixtures.model("tiny.en")
        let recording = command.hasPrefix("transcribe") ? "'\(try Fixtures.path("jfk.wav"))'" : ""
        let text = try await Self.shell("'\(StenoProcess.path)' \(command) \(recording) 2>&1 >&-")
        #expect(
            text == "steno: Standard output cannot be written: bad file descriptor. "
                + "Do not close it; redirect it to a file or to /dev/null.\n", "\(text)")
    }

    @Test func aClosedPipeIsSilent() async throws {
        #expect(try await Self.shell("'\(StenoProcess.path)' models list 2>&1 | true") == "")
    }

    /// Names are bytes; these are Latin-1.
    @Test func opensFilesWhoseNamesAreNotUTF8() async throws {
        _ = try Fixtures.model("tiny.en")
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = try await Self.shell(
            """
            mkdir '\(folder)' && cp '\(try Fixtures.path("jfk.wav"))' '\(folder)'/$'caf\\xe9.wav' \
            && '\(StenoProcess.path)' transcribe --model tiny.en '\(folder)'/$'caf\\xe9.wav'; rm -r '\(folder)'
            """)
        #expect(Audio.isKennedy(Audio.words(text)), "\(text)")
    }

    /// What a shell's command writes to standard output and standard error.
    private static func shell(_ command: String) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
}
