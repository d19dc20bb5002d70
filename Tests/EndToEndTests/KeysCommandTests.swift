// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoClient
import StenoTesting
import Testing

/// `steno keys`, and a server that asks for them.
@Suite(.timeLimit(.minutes(5)))
struct KeysCommandTests {
    private static func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "keys.json").path)
    }

    private static func create(_ name: String, _ file: String, _ options: String...) async throws -> String {
        let result = try await StenoProcess.run(["keys", "create", name, "--keys", file] + options)
        #expect(result.status == 0)
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func stream(_ server: TestServer, key: String?) async throws -> StenoProcess.Result {
        try await StenoProcess.run(
            ["stream", try Fixtures.path("jfk.wav"), "--speed", "0", "--url", server.url],
            environment: ["STENO_API_KEY": key ?? ""])
    }

    @Test func aKeyIsShownOnceAndListedByItsBeginning() async throws {
        try await Self.inFolder { file in
            let key = try await Self.create("web", file, "--days", "30", "--max-sessions", "4")
            #expect(key.hasPrefix("steno_") && key.count == 49)
            let content = try String(contentsOfFile: file, encoding: .utf8)
            #expect(!content.contains(key))
            let list = try await StenoProcess.run(["keys", "list"], environment: ["STENO_KEYS": file])
            #expect(list.output.contains(key.prefix(12)) && !list.output.contains(key))
            #expect(list.output.contains("web") && list.output.contains(" 4\n"))
            let twice = try await StenoProcess.run(["keys", "create", "web", "--keys", file])
            #expect(twice.status == 1 && twice.errors.contains("another name"))
            #expect(try await StenoProcess.run(["keys", "revoke", "web", "--keys", file]).status == 0)
            let again = try await StenoProcess.run(["keys", "revoke", "web", "--keys", file])
            #expect(again.status == 1 && again.errors.contains("steno keys list"))
        }
    }

    @Test func aServerTakesNewKeysAndDropsRevokedOnesOnSIGHUP() async throws {
        try await Self.inFolder { file in
            let first = try await Self.create("first", file)
            let server = try await TestServer(["--keys", file, "--log-level", "info"])
            #expect(try await Self.stream(server, key: first).output.contains("country"))
            let refused = try await Self.stream(server, key: nil)
            #expect(refused.status == 1 && refused.errors.contains("STENO_API_KEY"))

            let second = try await Self.create("second", file)
            _ = try await StenoProcess.run(["keys", "revoke", "first", "--keys", file])
            #expect(try await Self.stream(server, key: second).status == 1, "not before the signal")
            server.process.hangUp()
            while !server.process.errors.contains("Keys reloaded") { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await Self.stream(server, key: second).output.contains("country"))
            #expect(try await Self.stream(server, key: first).status == 1)

            try Data("{".utf8).write(to: URL(filePath: file))
            server.process.hangUp()
            while !server.process.errors.contains("not reloaded") { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await Self.stream(server, key: second).status == 0)
            server.process.terminate()
            let result = try await server.process.finish()
            #expect(result.status == 0)
            for key in [first, second] { #expect(!(result.output + result.errors).contains(key.dropFirst(12))) }
        }
    }

    @Test func aSessionEndsWithItsKey() async throws {
        try await Self.inFolder { file in
            let key = try await Self.create("first", file)
            _ = try await Self.create("second", file)
            let server = try await TestServer(["--keys", file, "--log-level", "info"])
            let audio = try Audio.float32()
            let session = try await server.session(query: "token=\(key)") { connection in
                try await connection.send(Array(audio.prefix(audio.count / 8 * 4)))
                _ = try await StenoProcess.run(["keys", "revoke", "first", "--keys", file])
                // Until the audio has begun a session there is nothing to end.
                while !server.process.errors.contains("Session ended") {
                    server.process.hangUp()
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            #expect(session.errorCode == "invalid_key" && session.closeCode == 1008)
            #expect(session.transcript.contains("Americans"), "what was heard is told before")
        }
    }

    @Test func keysMayComeFromTheEnvironment() async throws {
        let key = String(repeating: "k3y", count: 10)
        let server = try await TestServer(["--log-level", "trace"], environment: ["STENO_API_KEYS": "test=\(key)"])
        #expect(try await Self.stream(server, key: key).output.contains("country"))
        #expect(try await Self.stream(server, key: key + "x").status == 1)
        server.process.terminate()
        let result = try await server.process.finish()
        #expect(!result.errors.contains(key), "not even at the finest level")
    }
}
