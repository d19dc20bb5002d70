// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing
import Transcription
import WireText

@testable import ServerAccess
@testable import StenoServer

/// WhisperLive over real sockets.
@Suite(.timeLimit(.minutes(5)))
struct WhisperLiveConnectionTests {
    private static let second = RawFrame.binary(RawConnection.bytes(of: Array(repeating: 0.25, count: 16_000)))

    @Test func aSession() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.steno(settings: ServerSettings(dialectPorts: [.whisperLive: 0]), sessions: sessions) {
            server in
            try await RawConnection.webSocket(port: try server.port(of: .whisperLive), path: "/") { connection in
                try await connection.send(.text(#"{"uid": "me", "language": "en"}"#))
                #expect(try await connection.readMessage()?["message"] == "SERVER_READY")
                try await connection.send(Self.second)
                let segments = try await connection.readMessage()?["segments"]?.list
                #expect(segments?.first?["text"] == " 1 s" && segments?.first?["completed"] == false)
                // It sends no more for a while, and waits for the text.
                let completed = try await connection.readMessage()?["segments"]?.list
                #expect(completed?.first?["text"] == " heard 16000" && completed?.first?["completed"] == true)
                try await connection.send(Self.second, .binary(Array("END_OF_AUDIO".utf8)))
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["segments"]?.list?.count == 2 && code == 1000)
                #expect(messages.allSatisfy { $0["uid"] == "me" })
            }
        }
        #expect(sessions.all[0].record.samples == Array(repeating: 0.25, count: 32_000))
    }

    @Test func aFullServerIsWaitedFor() async throws {
        let settings = ServerSettings(dialectPorts: [.whisperLive: 0], limits: LimitSettings(sessions: 1))
        try await TestServer.steno(settings: settings) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { _ in
                try await RawConnection.webSocket(port: try server.port(of: .whisperLive), path: "/") { connection in
                    try await connection.send(.text(#"{"uid": "me"}"#))
                    let (messages, code) = try await connection.readMessages()
                    #expect(messages.count == 1 && messages[0]["status"] == "WAIT" && code == 1000)
                    #expect(messages[0]["message"]?.number.map { $0 > 0 } == true)
                }
            }
            let metrics = try await RawConnection.get("/metrics", port: server.port).body
            #expect(metrics.contains("steno_sessions_refused_total{reason=\"server_full\"} 1\n"))
        }
    }

    @Test func integersSentAsFloats() async throws {
        try await TestServer.steno(settings: ServerSettings(dialectPorts: [.whisperLive: 0])) { server in
            try await RawConnection.webSocket(port: try server.port(of: .whisperLive), path: "/") { connection in
                try await connection.send(.text(#"{"uid": "me"}"#))
                _ = try await connection.readMessage()
                let bytes = (0..<64_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
                try await connection.send(.binary(bytes))
                let (messages, code) = try await connection.readMessages()
                #expect(messages.last?["status"] == "ERROR" && code == 1003)
                #expect(messages.last?["message"]?.text?.contains("audio_format") == true)
            }
        }
    }
}
