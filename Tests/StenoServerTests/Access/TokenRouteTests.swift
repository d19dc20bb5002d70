// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing
import WireText

@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// Tokens for browsers, over real sockets.
@Suite(.timeLimit(.minutes(5)))
struct TokenRouteTests {
    private static let secret = "steno_0123456789012345678901234567890123456789012"
    private static let key = "Authorization: Bearer \(secret)\r\n"

    private static func settings(sessions: Int? = nil) -> ServerSettings {
        let key = APIKey(secret: secret, id: "steno_012345", name: "web", limits: KeyLimits(sessions: sessions))
        return ServerSettings(access: AccessSettings(keys: [key]))
    }

    @Test func aKeyMakesATokenAndTheTokenOpensASession() async throws {
        try await TestServer.steno(settings: Self.settings()) { server in
            let before = Date.now.timeIntervalSince1970
            let answer = try await RawConnection.request(
                "/v1/tokens", method: "POST", port: server.port, headers: Self.key)
            #expect(answer.status == 200 && answer.head["Cache-Control"] == "no-store")
            let token = try #require(answer.body?["token"]?.text)
            let expires = try #require(answer.body?["expires_at"]?.number)
            #expect((59...62).contains(expires - before))
            for headers in ["Authorization: Bearer \(token)\r\n", "Sec-WebSocket-Protocol: steno, token.\(token)\r\n"] {
                #expect(try await RawConnection.handshake(port: server.port, headers: headers).status == 101)
            }
            #expect(try await RawConnection.handshake("/?token=\(token)", port: server.port).status == 101)
            let forged = try await RawConnection.handshake("/?token=\(token.dropLast(4))AAAA", port: server.port)
            #expect(forged.status == 401 && forged.code == "invalid_key")
            // A token makes no tokens.
            let again = try await RawConnection.request(
                "/v1/tokens", method: "POST", port: server.port, headers: "Authorization: Bearer \(token)\r\n")
            #expect(again.status == 403 && again.code == "forbidden")
        }
    }

    @Test func aTokenOfASecondEndsAfterIt() async throws {
        try await TestServer.steno(settings: Self.settings()) { server in
            let answer = try await RawConnection.request(
                "/v1/tokens", method: "POST", port: server.port, headers: Self.key, body: #"{"expires_in": 1}"#)
            let token = try #require(answer.body?["token"]?.text)
            var status = 101
            for _ in 0..<60 where status == 101 {
                status = try await RawConnection.handshake("/?token=\(token)", port: server.port).status
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(status == 401)
        }
    }

    @Test(arguments: [#"{"expires_in": 0}"#, #"{"expires_in": 3601}"#, #"{"expires_in": "60"}"#, "[", "60"])
    func invalidRequestIsRejected(body: String) async throws {
        try await TestServer.steno(settings: Self.settings()) { server in
            let answer = try await RawConnection.request(
                "/v1/tokens", method: "POST", port: server.port, headers: Self.key, body: body)
            #expect(answer.status == 400 && answer.code == "invalid_request")
            #expect(answer.message?.contains("expires_in") == true)
        }
    }

    @Test func itsSessionsCountAsTheKeys() async throws {
        try await TestServer.steno(settings: Self.settings(sessions: 1)) { server in
            let answer = try await RawConnection.request(
                "/v1/tokens", method: "POST", port: server.port, headers: Self.key)
            let token = try #require(answer.body?["token"]?.text)
            try await RawConnection.webSocket(port: server.port, path: "/?token=\(token)") { connection in
                #expect(try await connection.readMessage()?["type"] == "ready")
                let refused = try await RawConnection.handshake(port: server.port, headers: Self.key)
                #expect(refused.status == 429 && refused.code == "key_session_limit")
                #expect(refused.head["Retry-After"] == "10")
            }
        }
    }

    @Test func aRevokedKeyTakesItsTokensAlong() throws {
        let settings = Self.settings().access
        let access = AccessControl(settings)
        let principal = try access.principal(for: Self.secret, at: .now)
        let token = try access.token(for: principal, expires: .now + 60)
        #expect(try access.principal(for: token, at: .now).kind == .token)
        var other = AccessSettings(keys: [APIKey(secret: "another", id: "another", name: "another")])
        other.tokenSecret = try TokenSecret(Array(repeating: 7, count: 32))
        let shared = AccessControl(other)
        let signed = TokenSigner(secret: other.tokenSecret).sign(AccessToken(keyID: "gone", expires: .now + 60))
        let error = #expect(throws: Rejection.self) { try shared.principal(for: signed, at: .now) }
        #expect(error?.code == .invalidKey)
    }
}
