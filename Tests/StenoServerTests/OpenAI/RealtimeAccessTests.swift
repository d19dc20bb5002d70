// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing
import WireText

@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// Who may open a Realtime session, and with which key.
@Suite(.timeLimit(.minutes(5)))
struct RealtimeAccessTests {
    private static let path = "/v1/realtime?intent=transcription"

    private static func withKey(_ body: @escaping @Sendable (TestServer, String) async throws -> Void) async throws {
        var settings = ServerSettings()
        let (key, secret) = APIKey.generate(name: "one", created: .now)
        settings.access.keys = [key]
        try await TestServer.steno(settings: settings) { server in try await body(server, secret) }
    }

    @Test func aKeyInAHeader() async throws {
        try await Self.withKey { server, secret in
            for header in ["Authorization: Bearer \(secret)", "Authorization: bearer \(secret)", "api-key: \(secret)"] {
                try await RealtimeClient.open(server, headers: "\(header)\r\n") { client in
                    let created = try await client.read()
                    #expect(created["type"] == "session.created")
                    #expect(client.head["Sec-WebSocket-Protocol"] == nil)
                }
            }
            let refused = try await RawConnection.handshake(
                Self.path, port: server.port, headers: "Authorization: Bearer wrong\r\n")
            #expect(refused.status == 401 && refused.code == "invalid_api_key")
            #expect(try await RawConnection.handshake(Self.path, port: server.port).status == 401)
        }
    }

    @Test func aKeyInASubprotocol() async throws {
        try await Self.withKey { server, secret in
            let offer = { (key: String) in
                "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.\(key)\r\n"
            }
            try await RealtimeClient.open(server, headers: offer(secret)) { client in
                #expect(client.head["Sec-WebSocket-Protocol"] == "realtime")
                #expect(!client.head.lines.contains { $0.contains(secret) })
                let created = try await client.read()
                #expect(created["type"] == "session.created")
            }
            for headers in [offer("wrong"), "Sec-WebSocket-Protocol: realtime\r\n"] {
                try await RealtimeClient.open(server, headers: headers) { client in
                    let (events, code) = try await client.connection.readMessages()
                    #expect(events.count == 1 && events[0]["error"]?["code"] == "invalid_api_key")
                    #expect(code == 3000)
                }
            }
            // Elsewhere nobody gets as far.
            let refused = try await RawConnection.handshake("/", port: server.port, headers: offer("wrong"))
            #expect(refused.status == 401)
        }
    }

    @Test func aClientSecret() async throws {
        try await Self.withKey { server, secret in
            let body =
                #"{"expires_after":{"anchor":"created_at","seconds":60},"session":{"type":"transcription","audio":{"input":{"turn_detection":null}}}}"#
            let answer = try await RawConnection.request(
                "/v1/realtime/client_secrets", method: "POST", port: server.port,
                headers: "Authorization: Bearer \(secret)\r\n", body: body)
            #expect(answer.status == 200)
            let value = answer.body?["value"]?.text ?? ""
            #expect(value.hasPrefix("ek_"))
            let expires = answer.body?["expires_at"]?.integer ?? 0
            #expect(expires > Int(Date.now.timeIntervalSince1970) + 30)
            #expect(answer.body?["session"]?["object"] == "realtime.transcription_session")
            try await RealtimeClient.open(
                server, headers: "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.\(value)\r\n"
            ) { client in
                // What the session begins with is what the secret was made for.
                let created = try await client.read()
                #expect(created["session"]?["audio"]?["input"]?["turn_detection"] == .null)
            }
            let another = try await RawConnection.request(
                "/v1/realtime/client_secrets", method: "POST", port: server.port,
                headers: "Authorization: Bearer \(value)\r\n")
            #expect(another.status == 403)
        }
    }

    @Test func rejectsExpiredSecret() throws {
        let (key, secret) = APIKey.generate(name: "one", created: .now)
        let access = AccessControl(AccessSettings(keys: [key]))
        let owner = try access.principal(for: secret, at: .now)
        let token = "ek_" + (try access.token(for: owner, expires: Date(timeIntervalSinceNow: 60), session: "{}"))
        #expect(try access.principal(for: token, at: .now).kind == .token)
        #expect(access.session(of: token, at: .now) == "{}")
        let later = Date(timeIntervalSinceNow: 120)
        #expect(throws: Rejection.self) { try access.principal(for: token, at: later) }
        #expect(access.session(of: token, at: later) == nil)
        #expect(access.session(of: secret, at: .now) == nil)
    }

    @Test func theBetasSecret() async throws {
        try await TestServer.steno { server in
            let answer = try await RawConnection.request(
                "/v1/realtime/transcription_sessions", method: "POST", port: server.port,
                body: #"{"input_audio_format":"pcm16"}"#)
            #expect(answer.status == 200 && answer.body?["input_audio_format"] == "pcm16")
            #expect(answer.body?["client_secret"]?["value"]?.text?.hasPrefix("ek_") == true)
            #expect(answer.body?["client_secret"]?["expires_at"]?.integer != nil)
        }
    }

    @Test(arguments: [#"{"expires_after":{"seconds":5}}"#, #"{"session":{"type":"x"}}"#, "[]", "no JSON"])
    func aBadWish(body: String) async throws {
        try await TestServer.steno { server in
            let answer = try await RawConnection.request(
                "/v1/realtime/client_secrets", method: "POST", port: server.port, body: body)
            #expect(answer.status == 400 && answer.body?["error"]?["type"] == "invalid_request_error")
        }
    }

    @Test func aFullServer() async throws {
        var settings = ServerSettings()
        settings.limits.sessions = 1
        try await TestServer.steno(settings: settings) { server in
            try await RealtimeClient.open(server) { client in
                _ = try await client.read()
                let refused = try await RawConnection.handshake(Self.path, port: server.port)
                #expect(refused.status == 503 && refused.code == "server_full")
            }
        }
    }
}
