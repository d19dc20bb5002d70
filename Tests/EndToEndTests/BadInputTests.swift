// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoClient
import StenoTesting
import Testing

/// What goes wrong for one client stays with that client.
@Suite(.serialized)
struct BadInputTests {
    @Test(arguments: [
        ("encoding=aac", "unsupported_encoding", 1008), ("sample_rate=7999", "invalid_parameter", 1008),
        ("sample_rate=abc", "invalid_parameter", 1008), ("language=klingon", "invalid_parameter", 1008),
        ("vad_threshold=2", "invalid_parameter", 1008), ("model=nope", "unknown_model", 1008),
    ])
    func parameters(query: String, code: String, close: Int) async throws {
        let server = try await TestServer()
        let session = try await server.session(query: query) { _ in }
        #expect(session.errorCode == code)
        #expect(session.closeCode == close)
    }

    @Test func oneBadClientDoesNotDisturbAnother() async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        async let good = server.session { connection in
            for start in stride(from: 0, to: bytes.count, by: 6400) {
                try await connection.send(Array(bytes[start..<min(start + 6400, bytes.count)]))
                try await Task.sleep(for: .milliseconds(20))
            }
            try await connection.send(#"{"type":"stop"}"#)
        }
        let notJSON = try await server.session { try await $0.send("no json at all") }
        #expect(notJSON.errorCode == "invalid_json" && notJSON.closeCode == 1007)
        let integers = try await server.transcribe(Audio.int16(try Fixtures.samples("jfk.wav")))
        #expect(integers.errorCode == "wrong_encoding" && integers.closeCode == 1003)
        // Vanishes in the middle of a word.
        try? await WebSocketClient(url: server.url).connect { connection in
            try await connection.send(Array(bytes[..<100_000]))
            connection.abort()
        }
        let oddBytes = try await server.transcribe(bytes + [1, 2, 3])
        #expect(Audio.isKennedy(oddBytes.words) && oddBytes.closeCode == 1000)
        #expect(try await Audio.isKennedy(good.words))
        #expect(server.process.isRunning)
    }

    @Test func sendsFinalsBeforeError() async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        let notJSON = try await server.session(query: "silence_duration_ms=2000") { connection in
            try await connection.send(bytes)
            try await connection.send("no json at all")
        }
        #expect(Audio.isKennedy(notJSON.words))
        #expect(notJSON.errorCode == "invalid_json" && notJSON.closeCode == 1007)
        let tooBig = try await server.session(query: "silence_duration_ms=2000") { connection in
            try await connection.send(bytes)
            try await connection.send([UInt8](repeating: 0, count: 3 << 20))
        }
        #expect(Audio.isKennedy(tooBig.words))
        #expect(tooBig.errorCode == "message_too_big" && tooBig.closeCode == 1009)
    }

    @Test func samplesThatAreNoNumbersAreSilence() async throws {
        let server = try await TestServer()
        var samples = try Fixtures.samples("jfk.wav")
        for index in stride(from: 1_000, to: samples.count, by: 16_000) {
            samples[index] = .nan
            samples[index + 1] = .infinity
        }
        #expect(try await Audio.isKennedy(server.transcribe(Audio.bytes(samples)).words))
    }

    @Test func terminationSendsFinalsFirst() async throws {
        let server = try await TestServer()
        let bytes = try Audio.float32()
        let session = try await server.session(query: "silence_duration_ms=2000") { connection in
            try await connection.send(Array(bytes[..<(8 * 16_000 * 4)]))
            try await Task.sleep(for: .seconds(1))
            server.process.terminate()
        }
        #expect(session.transcript.lowercased().contains("not what your country"))
        #expect(session.errorCode == "server_shutdown")
        #expect(session.closeCode == 1001)
        #expect(try await server.process.finish().status == 0)
    }

    @Test func busyPort() async throws {
        let server = try await TestServer()
        let second = try await StenoProcess.run([
            "serve", "--port", "\(server.port)", "--model", "tiny.en", "--log-level", "error",
        ])
        #expect(second.status == 1)
        #expect(second.errors.contains("\(server.port)"))
        #expect(second.errors.split(separator: "\n").last?.hasPrefix("steno: ") == true)
    }
}
