// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Logging
import Testing
import Transcription
import WireText

@testable import Dialects
@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// What a revoked key is still good for: nothing, in any dialect.
@Suite(.timeLimit(.minutes(5)))
struct RevokedKeyTests {
    /// How a dialect's client connects and speaks. One for each dialect, so that a new one cannot be forgotten.
    struct Client: Sendable {
        var port: DialectPort?
        var path = "/"
        var greeting: RawFrame?
        var audio = RawFrame.binary(RawConnection.bytes(of: Array(repeating: 0.25, count: 16_000)))

        /// nil for a dialect whose clients show no keys.
        init?(_ dialect: DialectName) {
            switch dialect {
            case .steno: break
            case .openAI:
                self.path = "/v1/realtime?intent=transcription"
                let samples = Data(repeating: 7, count: 48_000).base64EncodedString()
                self.audio = .text(#"{"type":"input_audio_buffer.append","audio":"\#(samples)"}"#)
            case .deepgram: self.path = "/v1/listen?encoding=linear16&sample_rate=16000"
            case .vosk: self.port = .vosk
            case .whisperLive:
                self.port = .whisperLive
                self.greeting = .text(#"{"uid": "me"}"#)
            case .wyoming: return nil
            }
        }
    }

    private static let dialects = DialectName.allCases.filter { Client($0) != nil }

    private static func withKey(
        sessions: ScriptedSessions, _ body: @escaping @Sendable (TestServer, APIKeyFile, String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = APIKeyFile(path: folder.appending(path: "keys.json").path)
        let (key, secret) = APIKey.generate(name: "bob", created: .now)
        try file.update { $0 = [key] }
        var settings = ServerSettings(dialectPorts: [.vosk: 0, .whisperLive: 0])
        settings.access = AccessSettings(keyFile: file)
        try await TestServer.steno(settings: settings, sessions: sessions) { server in
            try await body(server, file, secret)
        }
    }

    @Test(arguments: dialects) func endsAnIdleConnection(dialect: DialectName) async throws {
        let client = try #require(Client(dialect))
        let sessions = ScriptedSessions()
        try await Self.withKey(sessions: sessions) { server, file, secret in
            let port = try client.port.map { try server.port(of: $0) } ?? server.port
            let headers = "Authorization: Bearer \(secret)\r\n"
            try await RawConnection.session(client.path, port: port, headers: headers) { connection, _ in
                if let greeting = client.greeting { try await connection.send(greeting) }
                // The server has seen the connection.
                try await connection.send(RawFrame.ping(""))
                while try await connection.readFrame()?.opcode != 10 {}
                try file.update { $0 = [] }
                server.reloadKeys()
                try await connection.send(client.audio)
                let (_, code) = try await connection.readMessages()
                #expect(code == 1008)
            }
            let again = try await RawConnection.handshake(client.path, port: port, headers: headers)
            #expect(again.status == 401)
        }
        #expect(sessions.all.allSatisfy { $0.heard == 0 })
    }

    @Test(arguments: dialects) func endsASessionThatSpeaks(dialect: DialectName) async throws {
        let client = try #require(Client(dialect))
        let sessions = ScriptedSessions()
        try await Self.withKey(sessions: sessions) { server, file, secret in
            let port = try client.port.map { try server.port(of: $0) } ?? server.port
            let headers = "Authorization: Bearer \(secret)\r\n"
            try await RawConnection.session(client.path, port: port, headers: headers) { connection, _ in
                if let greeting = client.greeting { try await connection.send(greeting) }
                try await connection.send(client.audio)
                while sessions.all.first.map({ $0.heard > 0 }) != true { try await Task.sleep(for: .milliseconds(1)) }
                try file.update { $0 = [] }
                server.reloadKeys()
                let (_, code) = try await connection.readMessages()
                #expect(code == 1008)
            }
        }
        // What was said before is still made final.
        #expect(sessions.all.first?.record.isFinished == true)
    }

    /// A recording may take minutes, and comes by each dialect in its own form.
    @Test(arguments: ["/v1/audio/transcriptions", "/v1/audio/transcriptions?stream", "/v1/listen"])
    func endsARecordingThatIsTranscribed(path: String) async throws {
        let sessions = ScriptedSessions { session in
            // As the real one does.
            while !session.record.isCancelled { try await Task.sleep(for: .milliseconds(1)) }
            throw SessionError(.ended, "The session has ended")
        }
        try await Self.withKey(sessions: sessions) { server, file, secret in
            let answer = Task {
                let parts = path.split(separator: "?")
                var request = UploadRequest(path: String(parts[0]), headers: "Authorization: Bearer \(secret)\r\n")
                if parts.count > 1 { request.fields.append(("stream", "true")) }
                guard path == "/v1/listen" else { return try await request.sendAndReadToEnd(to: server) }
                let body = UploadRequest.wav(seconds: 2)
                return try await RawConnection.open(port: server.port) { connection in
                    try await connection.send(
                        "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\nConnection: close\r\n"
                            + "Authorization: Bearer \(secret)\r\nContent-Length: \(body.count)\r\n\r\n")
                    try await connection.send(bytes: body)
                    return try await connection.readToEnd()
                }
            }
            while sessions.all.first.map({ $0.heard > 0 }) != true { try await Task.sleep(for: .milliseconds(1)) }
            // A reload that keeps the key changes nothing.
            server.reloadKeys()
            #expect(sessions.all.first?.record.isCancelled == false)
            try file.update { $0 = [] }
            server.reloadKeys()
            let text = try await answer.value
            #expect(text.contains("no longer valid"))
            switch path {
            case "/v1/listen": #expect(text.hasPrefix("HTTP/1.1 401") && text.contains("err_code"))
            case "/v1/audio/transcriptions":
                #expect(text.hasPrefix("HTTP/1.1 401") && text.contains("invalid_api_key"))
            // The status was sent with the first piece.
            default: #expect(text.contains(#"data: {"error":{"code":"invalid_api_key""#) && !text.contains("[DONE]"))
            }
        }
        #expect(sessions.all.first?.record.isCancelled == true)
    }

    @Test func aSessionAsksForItsOwnerAgainWhenItBegins() throws {
        let service = StenoService(
            model: ServedModel(name: "base", languages: ["en"]), settings: ServerSettings(), journal: nil,
            admits: { $0 != "revoked" }, statistics: { nil }, checkLoad: { {} },
            makeSession: { try ScriptedSessions().make($0, id: $1) })
        let environment = service.dialects.environment
        #expect(throws: SessionFault.revokedKey) {
            _ = try environment.makeSession(.init(), id: "1", owner: "revoked")
        }
        for owner in ["valid", ""] { _ = try environment.makeSession(.init(), id: "2", owner: owner) }
    }
}
