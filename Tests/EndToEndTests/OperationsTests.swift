// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Testing

/// Running a server: its configuration, its log, and a look at it.
@Suite(.serialized)
struct OperationsTests {
    private static func withFile<Result>(_ text: String, _ body: (String) async throws -> Result) async throws -> Result
    {
        let file = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path)
    }

    @Test func theEffectiveConfigurationIsPrinted() async throws {
        try await Self.withFile("max-sessions: 50\nport: 1\n") { file in
            let result = try await StenoProcess.run(
                ["serve", "--config", file, "--model", "tiny.en", "--print-config"], environment: ["STENO_PORT": "8080"]
            )
            #expect(result.status == 0 && result.errors.isEmpty)
            let lines = result.output.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("port: 8080 ") && $0.hasSuffix("# STENO_PORT") })
            #expect(lines.contains { $0.hasPrefix("max-sessions: 50 ") && $0.hasSuffix("\(file), line 1") })
            #expect(lines.contains { $0.hasPrefix("model: tiny.en ") && $0.hasSuffix("# command line") })
        }
    }

    @Test(arguments: [
        ("prot: 80", ["line 1: there is no setting prot. Did you mean port?"]),
        ("host: a\nport: eighty", ["line 2: port cannot be eighty"]), ("port: [", ["line 2: this is not YAML"]),
    ])
    func aWrongConfigurationKeepsItFromStarting(text: String, words: [String]) async throws {
        try await Self.withFile(text) { file in
            let result = try await StenoProcess.run(["serve", "--config", file])
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(result.errors.hasPrefix("steno: \(file), ") && result.errors.split(separator: "\n").count == 1)
            #expect(words.allSatisfy { result.errors.contains($0) }, "\(result.errors)")
        }
    }

    @Test func aSessionIsInTheLogWithoutItsTextAndInTheMetrics() async throws {
        let server = try await TestServer(
            ["--log-level", "info"], environment: ["STENO_LOG_FORMAT": "json"])
        let session = try await server.transcribe(Audio.float32())
        #expect(session.transcript.contains("country"))

        let look = try await StenoProcess.run(["top", "--once", "--url", "http://127.0.0.1:\(server.port)"])
        #expect(look.status == 0, "\(look.errors)")
        #expect(look.output.hasPrefix("steno  tiny.en (") && look.output.contains("0 open, 1 since the start"))

        server.process.terminate()
        let log = try await server.process.finish().errors
        #expect(!log.contains("country"))
        let entries = try log.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
        let start = try #require(entries.first { $0["message"] as? String == "Session started" })
        let end = try #require(entries.first { $0["message"] as? String == "Session ended" })
        #expect(start["client"] as? String == "127.0.0.1")
        #expect(start["session"] as? String == end["session"] as? String)
        #expect(end["finals"] as? Int == session.finals.count && end["audio_seconds"] as? Double == 11)
        #expect(end["reason"] as? String == "stopped")
    }

    @Test func aBusyPortIsNoticedBeforeTheModelIsLoaded() async throws {
        let server = try await TestServer()
        let result = try await StenoProcess.run(["serve", "--model", "tiny.en", "--port", "\(server.port)"])
        #expect(result.status == 1 && result.errors.hasPrefix("steno: Port \(server.port) on 127.0.0.1"))
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }

    @Test func aServerThatIsNotThereIsNamed() async throws {
        let result = try await StenoProcess.run(["top", "--once", "--url", "http://127.0.0.1:1"])
        #expect(result.status == 1)
        #expect(result.errors.contains("http://127.0.0.1:1/metrics does not answer") && result.errors.contains("--url"))
    }
}
