// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

/// How the program fails: one line that says what to do, and an exit code.
@Suite(.serialized)
struct CommandFailureTests {
    /// Each with a word that its error holds.
    @Test(arguments: [
        (["serve", "--port", "banana"], "banana"), (["serve", "--port", "70000"], "65535"), (["dance"], "dance"),
        (["serve", "--workers", "0"], "workers"), (["transcribe"], "files"),
        (["transcribe", "--format", "pdf", "a.wav"], "pdf"),
        (["transcribe", "--format", "srt", "a.wav", "b.wav"], "one file at a time"),
        (["stream", "-", "--sample-rate", "1"], "8000"), (["stream", "-", "--encoding", "mp3"], "mp3"),
        (["stream", "a.wav", "--speed", "nan"], "speed"), (["serve", "--tls-key", "a.pem"], "--tls-certificate"),
        (["serve", "--ping-interval", "0"], "ping-interval"),
        (["stream", "-", "--encoding", "pcm"], "did you mean s16?"),
        (["bench", "--manifest", "a.tsv", "--language", "engilsh"], "did you mean \"english\" (en)?"),
    ])
    func notUnderstood(arguments: [String], word: String) async throws {
        let result = try await StenoProcess.run(arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("steno: ") && result.errors.contains(word))
        #expect(result.errors.contains("--help"))
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test(arguments: [
        (["transcribe", "--model", "tiny.en", "--task", "translate", "a.wav"], ["cannot translate"]),
        (
            ["transcribe", "--model", "tiny.en", "--language", "fr", "a.wav"],
            ["does not support the language \"fr\" (french)"]
        ),
        (["transcribe", "--model", "tiny.en", "--language", "engilsh", "a.wav"], ["did you mean \"english\" (en)?"]),
        (["transcribe", "--model", "tiny.em", "a.wav"], ["tiny.em", "Did you mean tiny.en?"]),
        (["transcribe", "--model", "medium", "a.wav"], ["medium is not installed", "steno models pull medium"]),
        (["transcribe", "--model", "/etc", "a.wav"], ["/etc"]),
        (["models", "path", "parakeet"], ["parakeet", "steno models list"]),
        (["models", "verify", "medium"], ["medium is not installed"]),
        (["stream", "/nonexistent.wav"], ["/nonexistent.wav"]),
        (["stream", "-", "--url", "ws://127.0.0.1:1?token=secret"], ["ws://127.0.0.1:1.", "steno serve"]),
        (["stream", "-", "--url", "wss://127.0.0.1:1"], ["wss://127.0.0.1:1.", "steno serve"]),
        (
            ["serve", "--tls-certificate", "/nonexistent.pem", "--tls-key", "/nonexistent.key"],
            ["/nonexistent.pem cannot be read", "--tls-certificate"]
        ),
        (
            ["serve", "--model", "tiny.en", "--host", "192.0.2.1", "--port", "0", "--allow-anonymous"],
            ["192.0.2.1", "--host"]
        ),
        (["serve", "--host", "0.0.0.0"], ["without API keys", "steno keys create", "--allow-anonymous"]),
        (["serve", "--keys", "/nonexistent.json"], ["/nonexistent.json", "steno keys create"]),
        (["serve", "--token-secret", "/dev/null"], ["/dev/null", "openssl rand"]),
        (["keys", "list", "--keys", "/nonexistent.json"], ["/nonexistent.json", "steno keys create"]),
    ])
    func failed(arguments: [String], words: [String]) async throws {
        _ = try Fixtures.model("tiny.en")
        let result = try await StenoProcess.run(arguments)
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("steno: ") }.count == 1)
        #expect(words.allSatisfy { result.errors.contains($0) }, "\(result.errors)")
    }

    @Test func aModelThatIsCutShort() async throws {
        let model = try Fixtures.model("tiny.en")
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["config.json", "tokenizer.json"] {
            try FileManager.default.copyItem(atPath: "\(model)/\(name)", toPath: "\(folder)/\(name)")
        }
        let weights = try FileHandle(forReadingFrom: URL(filePath: "\(model)/model.bin")).read(upToCount: 1_000_000)
        try weights?.write(to: URL(filePath: "\(folder)/model.bin"))
        let result = try await StenoProcess.run(["transcribe", "--model", folder, Fixtures.path("jfk.wav")])
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("steno: ") && result.errors.contains("model.bin"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test func oneBadRecordingDoesNotCostTheOthers() async throws {
        _ = try Fixtures.model("tiny.en")
        let result = try await StenoProcess.run(
            ["transcribe", "--model", "tiny.en", "/nonexistent.wav", Fixtures.path("jfk.wav")])
        #expect(result.status == 1)
        #expect(result.output.contains("jfk.wav <==\nAnd so"))
        #expect(result.errors.contains("/nonexistent.wav"))
    }

    @Test func aMachineThatIsNotReady() async throws {
        _ = try Fixtures.model("tiny.en")
        #expect(try await StenoProcess.run(["doctor"]).status == 0)
        let empty = try await StenoProcess.run(["doctor"], environment: ["STENO_CACHE": "/tmp/steno-empty-cache"])
        #expect(empty.status == 1)
        #expect(empty.output.contains("fail  models"))
        #expect(empty.output.contains("steno models pull base"))
    }

    @Test func helpForEveryCommand() async throws {
        for command in ["serve", "transcribe", "stream", "models", "doctor"] {
            let result = try await StenoProcess.run([command, "--help"])
            #expect(result.status == 0)
            #expect(result.output.contains("USAGE: steno \(command)"))
        }
    }
}
