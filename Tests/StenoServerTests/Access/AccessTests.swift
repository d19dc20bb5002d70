// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing
import WireText

@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// Who gets in, over real sockets.
@Suite(.timeLimit(.minutes(5)))
struct AccessTests {
    private static let secret = "steno_0123456789012345678901234567890123456789012"
    private static let expired = "steno_expired0123456789012345678901234567890123"
    private static let settings = ServerSettings(
        access: AccessSettings(keys: [
            APIKey(secret: secret, id: "steno_012345", name: "web"),
            APIKey(secret: expired, id: "steno_expire", name: "old", expires: .distantPast),
        ]))

    @Test(arguments: [
        "Authorization: Bearer \(secret)\r\n", "authorization: bearer   \(secret)\r\n", "X-API-Key: \(secret)\r\n",
        "Sec-WebSocket-Protocol: steno, token.\(secret)\r\n",
        "Sec-WebSocket-Protocol: token.\(secret)\r\nSec-WebSocket-Protocol: steno\r\n",
    ])
    func aKeyOpensASession(headers: String) async throws {
        try await TestServer.steno(settings: Self.settings) { server in
            for path in ["/", "/ws/transcribe"] {
                let answer = try await RawConnection.handshake(path, port: server.port, headers: headers)
                #expect(answer.status == 101)
                #expect(!answer.head.lines.contains { $0.contains(Self.secret) }, "the key is never echoed")
                #expect(
                    answer.head["Sec-WebSocket-Protocol"]
                        == (headers.contains("steno, ") || headers.contains(": steno\r") ? "steno" : nil))
            }
        }
    }

    @Test func soDoesOneInTheQueryAndItIsNoParameter() async throws {
        try await TestServer.steno(settings: Self.settings) { server in
            try await RawConnection.webSocket(
                port: server.port, path: "/?language=en&token=\(Self.secret)"
            ) { connection in
                let ready = try await connection.readMessage()
                #expect(ready?["type"] == "ready")
                #expect(ready?["warnings"] == .list([]))
            }
        }
    }

    @Test(arguments: [
        ("", "missing_key"), ("Authorization: Bearer wrong\r\n", "invalid_key"),
        ("X-API-Key: wrong\r\n", "invalid_key"),
        ("Authorization: Bearer \(expired)\r\n", "expired_key"), ("Authorization: Basic \(secret)\r\n", "missing_key"),
        ("Sec-WebSocket-Protocol: steno\r\n", "missing_key"),
        ("Sec-WebSocket-Protocol: steno, token.\r\n", "missing_key"),
        ("Authorization: Bearer \(secret)x\r\n", "invalid_key"),
        ("X-API-Key: \(String(repeating: "x", count: 500))\r\n", "invalid_key"),
    ])
    func withoutOneItIsRejectedBeforeTheUpgrade(headers: String, code: String) async throws {
        try await TestServer.steno(settings: Self.settings) { server in
            let answer = try await RawConnection.handshake(port: server.port, headers: headers)
            #expect(answer.status == 401 && answer.code == code)
            #expect(answer.head["WWW-Authenticate"]?.hasPrefix(#"Bearer realm="steno""#) == true)
            #expect(answer.head["Content-Type"]?.hasPrefix("application/json") == true)
            #expect(answer.message?.contains("wrong") == false && answer.message?.contains("steno_") == false)
        }
    }

    @Test func allIsGuardedButThePageAndTheHealthChecks() async throws {
        try await TestServer.steno(settings: Self.settings) { server in
            for path in ["/", "/app.js", "/healthz", "/readyz"] {
                let answer = try await RawConnection.request(path, port: server.port)
                #expect(answer.status == 200, "\(path)")
            }
            for path in ["/ws/transcribe", "/v1/anything", "/metrics", "/nothing", "//", "/app.js/"] {
                let answer = try await RawConnection.request(path, port: server.port)
                #expect(answer.status == 401, "\(path)")
            }
            let post = try await RawConnection.request("/", method: "POST", port: server.port)
            #expect(post.status == 401)
            // With a key a plain request learns that a handshake would be welcome.
            let welcome = try await RawConnection.request(
                "/ws/transcribe", port: server.port, headers: "X-API-Key: \(Self.secret)\r\n")
            #expect(welcome.status == 426)
        }
    }

    @Test func aServerWithoutKeysTakesAnyKey() async throws {
        try await TestServer.steno { server in
            for headers in ["", "Authorization: Bearer dummy\r\n", "Sec-WebSocket-Protocol: steno, token.dummy\r\n"] {
                let answer = try await RawConnection.handshake(port: server.port, headers: headers)
                #expect(answer.status == 101)
            }
        }
    }

    @Test func keysAreReadAgainWithoutARestart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = APIKeyFile(path: folder.appending(path: "keys.json").path)
        let first = APIKey.generate(name: "first", created: .now)
        let second = APIKey.generate(name: "second", created: .now)
        try file.update { $0 = [first.key] }
        let access = AccessControl(AccessSettings(keyFile: file))
        #expect(throws: Rejection.self) { try access.principal(for: first.secret, at: .now) }
        try access.load()
        #expect(try access.principal(for: first.secret, at: .now).name == "first")
        try file.update { $0 = [second.key] }
        #expect(try access.load() == 1)
        #expect(throws: Rejection.self) { try access.principal(for: first.secret, at: .now) }
        #expect(try access.principal(for: second.secret, at: .now).name == "second")
        // A broken file changes nothing.
        try Data("{".utf8).write(to: URL(filePath: file.path))
        #expect(throws: AccessError.self) { try access.load() }
        #expect(try access.principal(for: second.secret, at: .now).name == "second")
    }

    @Test func pagesOfOtherOriginsAreRejected() async throws {
        var settings = Self.settings
        settings.access.allowedOrigins = [try OriginPattern("https://app.example")]
        try await TestServer.steno(settings: settings) { [settings] server in
            let key = "X-API-Key: \(Self.secret)\r\n"
            for (origin, status) in [
                ("https://app.example", 101), ("http://localhost", 101), ("https://evil.example", 403), ("null", 403),
            ] {
                let answer = try await RawConnection.handshake(
                    port: server.port, headers: key + "Origin: \(origin)\r\n")
                #expect(answer.status == status, "\(origin)")
                if status == 403 { #expect(answer.code == "origin_not_allowed") }
            }
            #expect(settings.access.needsKey)
        }
    }

    @Test func withoutKeysNoOtherSiteMayUseTheLoopback() async throws {
        try await TestServer.steno { server in
            for (origin, status) in [
                ("http://localhost", 101), ("http://127.0.0.1:3000", 101), ("https://evil.example", 403), ("null", 403),
            ] {
                let answer = try await RawConnection.handshake(port: server.port, headers: "Origin: \(origin)\r\n")
                #expect(answer.status == status, "\(origin)")
            }
            // The page itself is no secret; a request that does something is refused.
            let headers = "Origin: https://evil.example\r\n"
            #expect(try await RawConnection.request("/", port: server.port, headers: headers).status == 200)
            #expect(
                try await RawConnection.request("/v1/tokens", method: "POST", port: server.port, headers: headers)
                    .status == 403)
        }
    }

    /// DNS rebinding: the page's own GET requests carry no Origin, only its name.
    @Test func localServerWithoutKeysRejectsOtherNamesOnEveryRouteAndPort() async throws {
        let settings = ServerSettings(dialectPorts: [.vosk: 0, .whisperLive: 0])
        try await TestServer.steno(settings: settings) { server in
            for path in ["/", "/app.js", "/healthz", "/readyz", "/metrics", "/sample.wav", "/ws/transcribe"] {
                let answer = try await RawConnection.request(path, port: server.port, host: "evil.example:8765")
                #expect(answer.status == 403 && answer.code == "host_not_allowed", "\(path)")
            }
            for path in ["/v1/models", "/v1/realtime", "/v1/listen"] {
                #expect(
                    try await RawConnection.request(path, port: server.port, host: "evil.example").status == 403)
            }
            for port in try [DialectPort.vosk, .whisperLive].map(server.port(of:)) {
                let answer = try await RawConnection.request("/", port: port, host: "evil.example")
                #expect(answer.status == 403 && answer.code == "host_not_allowed")
            }
            #expect(try await RawConnection.request("/", port: server.port, host: "[::1]:1").status == 200)
        }
        try await TestServer.steno(settings: Self.settings) { server in
            let status1 = try await RawConnection.request("/healthz", port: server.port, host: "any.example").status
            #expect(status1 == 200)
        }
    }

    /// Only the two routes that tell of a refusal after the upgrade see a request without a key.
    @Test(arguments: [
        "/v1/models/x/v1/realtime", "/x/v1/realtime", "/v1/realtime/", "//v1/realtime", "/v1//realtime",
        "/V1/realtime", "/v1/realtime/v1/realtime", "/v1/%72ealtime", "/v1/listen/", "/x/v1/listen",
    ])
    func pathThatEndsLikeARealtimeRouteIsGuarded(path: String) async throws {
        let headers =
            "Upgrade: websocket\r\nConnection: upgrade\r\nOrigin: http://localhost\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: realtime, token\r\n"
        try await TestServer.steno(settings: Self.settings) { server in
            #expect(try await RawConnection.request(path, port: server.port, headers: headers).status == 401)
            for path in ["/v1/realtime", "/openai/v1/realtime", "/v1/listen"] {
                let post = try await RawConnection.request(path, method: "POST", port: server.port, headers: headers)
                #expect(post.status == 401)
            }
        }
    }

    @Test(arguments: ["/metrics/", "//metrics", "/metrics//", "/%6Detrics", "/METRICS", "/metrics/x", "/./metrics"])
    func metricsHaveOnePath(path: String) async throws {
        try await TestServer.steno { server in
            let status2 = try await RawConnection.request(path, port: server.port).status
            #expect(status2 == 404)
            let status3 = try await RawConnection.request("/metrics?x", port: server.port).status
            #expect(status3 == 200)
        }
    }

    @Test func everyAnswerForbidsSniffing() async throws {
        for settings in [ServerSettings(), Self.settings] {
            try await TestServer.steno(settings: settings) { server in
                for path in ["/", "/app.js", "/healthz", "/metrics", "/sample.wav", "/nothing", "/v1/models"] {
                    let answer = try await RawConnection.request(path, port: server.port)
                    #expect(answer.head["X-Content-Type-Options"] == "nosniff", "\(path)")
                }
            }
        }
    }

    @Test func allowedPagesMayReadAnswers() async throws {
        var settings = Self.settings
        settings.access.allowedOrigins = [try OriginPattern("https://app.example")]
        try await TestServer.steno(settings: settings) { server in
            let origin = "Origin: https://app.example\r\n"
            let preflight = try await RawConnection.request(
                "/v1/tokens", method: "OPTIONS", port: server.port,
                headers: origin
                    + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n")
            #expect(preflight.status == 204)
            #expect(preflight.head["Access-Control-Allow-Origin"] == "https://app.example")
            #expect(preflight.head["Access-Control-Allow-Methods"]?.contains("POST") == true)
            #expect(preflight.head["Access-Control-Allow-Headers"]?.contains("authorization") == true)
            #expect(preflight.head["Access-Control-Allow-Credentials"] == nil)
            // A refusal can be read as well.
            let refused = try await RawConnection.request(
                "/v1/tokens", method: "POST", port: server.port, headers: origin)
            #expect(refused.status == 401 && refused.head["Access-Control-Allow-Origin"] == "https://app.example")
            #expect(refused.head["Vary"]?.contains("Origin") == true)
            let other = try await RawConnection.request(
                "/healthz", port: server.port, headers: "Origin: https://evil.example\r\n")
            #expect(other.status == 200 && other.head["Access-Control-Allow-Origin"] == nil)
        }
    }
}
