// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing

@testable import ServerAccess
@testable import StenoServer
@testable import Transcription
@testable import WireText

/// What `/readyz` says, and when.
@Suite(.timeLimit(.minutes(5)))
struct ReadinessTests {
    private static func codes(_ body: String) throws -> [String] {
        guard case .list(let reasons)? = try JSONValue(parsing: body)["reasons"] else { return [] }
        return reasons.compactMap { $0["code"]?.text }
    }

    @Test func aServerWithTimeIsReady() async throws {
        try await TestServer.steno { server in
            let (head, body) = try await RawConnection.get("/readyz", port: server.port)
            #expect(head.status == 200 && head["Content-Type"] == "application/json")
            #expect(body == "{\"reasons\":[],\"status\":\"ready\"}\n")
        }
    }

    @Test func aBusyServerIsNot() async throws {
        var statistics = InferenceStatistics(workers: 1)
        statistics.isOverloaded = true
        try await TestServer.steno(statistics: { [statistics] in statistics }) { server in
            let (head, body) = try await RawConnection.get("/readyz", port: server.port)
            #expect(head.status == 503 && head["Retry-After"] == "5")
            #expect(try Self.codes(body) == ["overloaded"])
            #expect(try await RawConnection.get("/healthz", port: server.port).head.status == 200)
        }
    }

    @Test func aFullServerIsNot() async throws {
        try await TestServer.steno(settings: ServerSettings(limits: LimitSettings(sessions: 1))) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                #expect(try await connection.readMessage()?["type"] == "ready")
                let (head, body) = try await RawConnection.get("/readyz", port: server.port)
                #expect(head.status == 503)
                #expect(try Self.codes(body) == ["server_full"])
            }
        }
    }

    @Test func whileSessionsAreFinishedItSaysSoAndTakesNoOthers() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let sessions = ScriptedSessions { _ in
            for await _ in gate.stream {}
        }
        try await TestServer.steno(sessions: sessions) { server in
            try await RawConnection.webSocket(port: server.port, path: "/") { connection in
                #expect(try await connection.readMessage()?["type"] == "ready")
                try await connection.send(.binary(RawConnection.bytes(of: Array(repeating: 0.5, count: 1_600))))
                #expect(try await connection.readMessage()?["type"] == "speech_started")
                await server.shutDown()
                while try await RawConnection.get("/readyz", port: server.port).head.status == 200 {
                    try await Task.sleep(for: .milliseconds(5))
                }
                let (head, body) = try await RawConnection.get("/readyz", port: server.port)
                #expect(head.status == 503)
                #expect(try Self.codes(body) == ["draining"])
                #expect(try await RawConnection.get("/healthz", port: server.port).head.status == 200)
                let refusal = try await RawConnection.get(
                    "/", port: server.port,
                    headers: """
                        Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n
                        """)
                #expect(refusal.head.status == 503 && refusal.head["Retry-After"] == "5")
                #expect(try JSONValue(parsing: refusal.body)["error"]?["code"] == "server_shutdown")
                let metrics = try await RawConnection.get("/metrics", port: server.port).body
                #expect(metrics.contains("steno_sessions_refused_total{reason=\"server_shutdown\"} 1\n"))
                gate.continuation.finish()
                let (messages, code) = try await connection.readMessages()
                #expect(messages.contains { $0["type"] == "final" })
                #expect(code == 1001)
            }
        }
    }
}
