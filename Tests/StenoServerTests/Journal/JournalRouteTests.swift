// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing

@testable import TranscriptJournal
@testable import WireText

/// Transcripts over HTTP.
@Suite(.timeLimit(.minutes(5)))
struct JournalRouteTests {
    private static func get(_ server: TestServer, _ path: String) async throws -> (
        status: Int, type: String?, body: String
    ) {
        try await RawConnection.open(port: server.port) { connection in
            try await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let (head, body) = try await connection.readResponse()
            return (head.status, head["Content-Type"], String(decoding: body, as: UTF8.self))
        }
    }

    private static func withJournal(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        try await TestServer.steno(journal: JournalSettings(path: path), body)
    }

    @Test func aTranscriptWhileItGoesOnAndAfterwards() async throws {
        try await Self.withJournal { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                var ticket = SessionTicket()
                let second = RawFrame.binary(RawConnection.bytes(of: Array(repeating: 0.25, count: 16_000)))
                try await connection.send(second, .text(#"{"type":"flush"}"#))
                _ = try await ticket.read(connection, until: "final")
                // What was seen was written before.
                let text = try await Self.get(server, "/v1/sessions/\(ticket.session)?format=text")
                #expect(text.status == 200 && text.body == "heard 16000\n")
                #expect(text.type?.hasPrefix("text/plain") == true)
                try await connection.send(second, .text(#"{"type":"stop"}"#))
                let code = try await connection.readCloseCode()
                #expect(code == 1000)
                let json = try JSONValue(parsing: try await Self.get(server, "/v1/sessions/\(ticket.session)").body)
                #expect(json["text"] == "heard 16000 heard 16000")
                #expect(json["session"]?.text == ticket.session)
                #expect(json["ended_at"]?.integer != nil)
                for format in ["srt", "vtt"] {
                    let answer = try await Self.get(server, "/v1/sessions/\(ticket.session)?format=\(format)")
                    #expect(answer.status == 200 && answer.body.contains("-->"))
                }
            }
        }
    }

    /// A recording that was uploaded, under the name that its client is told.
    @Test func aRecording() async throws {
        try await Self.withJournal { server in
            let (answer, _) = try await UploadRequest().send(to: server)
            let name = try #require(answer.head["X-Request-ID"])
            let json = try JSONValue(parsing: try await Self.get(server, "/v1/sessions/\(name)").body)
            #expect(json["text"] == "heard 32000" && json["ended_at"]?.integer != nil)
            let listened = try await RawConnection.open(port: server.port) { connection in
                let audio = UploadRequest.wav(seconds: 1)
                try await connection.send(
                    "POST /v1/listen HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
                        + "Content-Length: \(audio.count)\r\n\r\n")
                try await connection.send(bytes: audio)
                return try JSONValue(parsing: String(decoding: try await connection.readResponse().body, as: UTF8.self))
            }
            let request = try #require(listened["metadata"]?["request_id"]?.text)
            #expect(try await Self.get(server, "/v1/sessions/\(request)?format=text").body == "heard 16000\n")
        }
    }

    @Test func aLockedJournalDelaysNoRecording() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let (gate, open) = AsyncStream<Never>.makeStream()
        let sessions = ScriptedSessions { _ in for await _ in gate {} }
        try await TestServer.steno(sessions: sessions, journal: JournalSettings(path: path)) { server in
            async let answered = UploadRequest().send(to: server)
            while sessions.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            let other = try SQLiteConnection(path: path)
            try other.run("BEGIN IMMEDIATE")
            open.finish()
            // While nothing can be written.
            let (answer, _) = try await answered
            #expect(answer.body?["text"] == "heard 32000")
            let name = try #require(answer.head["X-Request-ID"])
            try other.run("COMMIT")
            while try await !Self.get(server, "/v1/sessions/\(name)").body.contains("heard 32000") {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    @Test func whatThereIsNot() async throws {
        try await Self.withJournal { server in
            let unknown = try await Self.get(server, "/v1/sessions/0123456789abcdef")
            #expect(unknown.status == 404)
            #expect(try JSONValue(parsing: unknown.body)["error"]?["code"] == "unknown_session")
            let format = try await Self.get(server, "/v1/sessions/0123456789abcdef?format=doc")
            #expect(format.status == 400)
            #expect(
                try JSONValue(parsing: format.body)["error"]?["message"]?.text?.contains("json, text, srt, vtt") == true
            )
        }
        try await TestServer.steno { server in
            let none = try await Self.get(server, "/v1/sessions/0123456789abcdef")
            #expect(none.status == 404)
            #expect(try JSONValue(parsing: none.body)["error"]?["code"] == "no_journal")
        }
    }
}
