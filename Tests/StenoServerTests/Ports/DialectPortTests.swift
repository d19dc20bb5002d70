// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing
import Transcription
import WireText

@testable import ServerAccess
@testable import StenoServer

/// What all dialects with ports of their own have in common, shown with Vosk's, over real sockets.
@Suite(.timeLimit(.minutes(5)))
struct DialectPortTests {
    private static func settings(limits: LimitSettings = LimitSettings(), keys: [APIKey] = []) -> ServerSettings {
        ServerSettings(dialectPorts: [.vosk: 0], access: AccessSettings(keys: keys), limits: limits)
    }

    private static let audio = RawFrame.binary([UInt8](repeating: 1, count: 16_000))

    @Test func aPortOfItsOwn() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(settings: Self.settings(), sessions: sessions) { server in
            for path in ["/", "/any/path"] {
                try await RawConnection.webSocket(port: try server.port(of: .vosk), path: path) { connection in
                    try await connection.send(Self.audio)
                    #expect(try await connection.readMessage() == ["partial": ""])
                    try await connection.send(.text(#"{"eof" : 1}"#))
                    let (messages, code) = try await connection.readMessages()
                    #expect(messages == [["text": "heard 16000"]] && code == 1000)
                }
            }
            let metrics = try await RawConnection.get("/metrics", port: server.port).body
            #expect(metrics.contains("steno_sessions_total{dialect=\"vosk\"} 2\n"))
            #expect(metrics.contains("steno_sessions_active 0\n"))
            #expect(metrics.contains("steno_sessions_ended_total{reason=\"stopped\"} 2\n"))
        }
        #expect(sessions.all.allSatisfy { $0.record.samples.count == 16_000 && $0.record.isFinished })
    }

    @Test func aKeyIsAskedForInEveryForm() async throws {
        let key = APIKey(secret: "a-key-of-the-tests-01234", id: "test", name: "test")
        try await TestServer.steno(settings: Self.settings(keys: [key])) { server in
            let port = try server.port(of: .vosk)
            for (path, headers, status) in [
                ("/", "", 401), ("/", "Authorization: Bearer wrong\r\n", 401), ("/?token=wrong", "", 401),
                ("/", "Authorization: Bearer a-key-of-the-tests-01234\r\n", 101),
                ("/?token=a-key-of-the-tests-01234", "", 101),
                ("/", "Sec-WebSocket-Protocol: bearer, a-key-of-the-tests-01234\r\n", 101),
                ("/", "Sec-WebSocket-Protocol: bearer, wrong\r\n", 401),
                // Where another dialect would tell of it after the upgrade.
                ("/v1/realtime", "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.wrong\r\n", 401),
            ] {
                let answer = try await RawConnection.handshake(path, port: port, headers: headers)
                #expect(answer.status == status, "\(path) \(headers)")
                if headers.contains("bearer,"), status == 101 {
                    #expect(answer.head["Sec-WebSocket-Protocol"] == "bearer")
                }
            }
        }
    }

    @Test func placesAreCountedWithThoseOfTheServer() async throws {
        try await TestServer.steno(settings: Self.settings(limits: LimitSettings(sessions: 1))) { server in
            try await RawConnection.webSocket(port: try server.port(of: .vosk), path: "/") { _ in
                let answer = try await RawConnection.handshake(port: server.port)
                #expect(answer.status == 503 && answer.code == "server_full")
            }
        }
    }

    @Test func aServerThatShutsDownTellsTheRest() async throws {
        try await TestServer.steno(settings: Self.settings()) { server in
            try await RawConnection.webSocket(port: try server.port(of: .vosk), path: "/") { connection in
                try await connection.send(Self.audio)
                _ = try await connection.readMessage()
                await server.shutDown()
                let (messages, code) = try await connection.readMessages()
                #expect(messages == [["text": "heard 16000"]] && code == 1001)
            }
        }
    }

    @Test func aClientThatLeavesEndsItsSession() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        let sessions = ScriptedSessions()
        try await TestServer.steno(settings: Self.settings(), sessions: sessions, checkLoad: { { end.yield() } }) {
            server in
            try await RawConnection.webSocket(port: try server.port(of: .vosk), path: "/") { connection in
                try await connection.send(Self.audio)
                _ = try await connection.readMessage()
                // The reply may be there before the transcription is.
                while sessions.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            }
            for await _ in ended { break }
        }
        #expect(sessions.all.count == 1 && sessions.all[0].record.isCancelled)
    }

    @Test func invalidMessageEndsSession() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        try await TestServer.steno(settings: Self.settings(), checkLoad: { { end.yield() } }) { server in
            try await RawConnection.webSocket(port: try server.port(of: .vosk), path: "/") { connection in
                try await connection.send(Self.audio, .text("no message"))
                let (messages, code) = try await connection.readMessages()
                #expect(messages == [["partial": ""]] && code == 1003)
            }
            for await _ in ended { break }
            let metrics = try await RawConnection.get("/metrics", port: server.port).body
            #expect(metrics.contains("steno_sessions_ended_total{reason=\"invalid_message\"} 1\n"))
        }
    }

    @Test func closesSilentConnection() async throws {
        let limits = LimitSettings(idleTimeout: .milliseconds(50))
        try await TestServer.steno(settings: Self.settings(limits: limits)) { server in
            try await RawConnection.webSocket(port: try server.port(of: .vosk), path: "/") { connection in
                let code = try await connection.readCloseCode()
                #expect(code == 1008)
            }
        }
    }

    @Test func aTranscriptionThatFails() async throws {
        let sessions = ScriptedSessions { session in
            session.emit(.failed(SessionError(.shutDown, "The model is gone", remedy: "Start again")))
        }
        try await TestServer.steno(settings: Self.settings(), sessions: sessions) { server in
            try await RawConnection.webSocket(port: try server.port(of: .vosk), path: "/") { connection in
                try await connection.send(Self.audio)
                let (messages, code) = try await connection.readMessages()
                #expect(messages == [["partial": ""]] && code == 1011)
            }
        }
    }

    @Test func aPortThatIsTaken() async throws {
        try await TestServer.steno(settings: Self.settings()) { server in
            let port = try server.port(of: .vosk)
            let settings = ServerSettings(port: 0, dialectPorts: [.vosk: port])
            let error = await #expect(throws: ServerError.self) { try await settings.checkAddress() }
            #expect(error?.code == .portInUse && error?.remedy.contains("--vosk-port") == true)
        }
    }
}
