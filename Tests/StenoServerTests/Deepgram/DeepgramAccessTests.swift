// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Testing
import WireText

@testable import ServerAccess
@testable import StenoServer

/// Who may use Deepgram's interface, and how the others are told.
@Suite(.timeLimit(.minutes(5)))
struct DeepgramAccessTests {
    private static func withKey(_ body: @escaping @Sendable (TestServer, String) async throws -> Void) async throws {
        var settings = ServerSettings()
        let (key, secret) = APIKey.generate(name: "one", created: .now)
        settings.access.keys = [key]
        settings.access.allowedOrigins = [try OriginPattern("https://example.com")]
        try await TestServer.steno(settings: settings) { server in try await body(server, secret) }
    }

    @Test func aKeyInAHeader() async throws {
        try await Self.withKey { server, secret in
            for scheme in ["Token", "token", "Bearer", "bearer"] {
                try await DeepgramClient.open(server, headers: "Authorization: \(scheme) \(secret)\r\n") { client in
                    #expect(client.head["dg-request-id"]?.count == 36)
                    #expect(client.head["Sec-WebSocket-Protocol"] == nil)
                }
            }
            for headers in ["Authorization: Token wrong\r\n", "", "Sec-WebSocket-Protocol: token, wrong\r\n"] {
                let refused = try await RawConnection.handshake("/v1/listen", port: server.port, headers: headers)
                #expect(refused.status == 401 && refused.body?["err_code"] == "INVALID_AUTH")
                #expect(refused.head["dg-request-id"] == refused.body?["request_id"]?.text)
                #expect(refused.head["dg-error"] == refused.body?["err_msg"]?.text)
            }
        }
    }

    @Test(arguments: ["token, KEY", "bearer, KEY", "token, KEY, x-deepgram-session-id, 6d1e5a54"])
    func aKeyInASubprotocol(offer: String) async throws {
        try await Self.withKey { server, secret in
            let headers = "Sec-WebSocket-Protocol: \(offer.replacing("KEY", with: secret))\r\n"
            try await DeepgramClient.open(server, headers: headers) { client in
                #expect(client.head["Sec-WebSocket-Protocol"] == String(offer.prefix { $0 != "," }))
                #expect(!client.head.lines.contains { $0.contains(secret) })
            }
        }
    }

    @Test func aPageWithAWrongKeySeesWhy() async throws {
        try await Self.withKey { server, _ in
            let headers = "Origin: https://example.com\r\nSec-WebSocket-Protocol: token, wrong\r\n"
            try await DeepgramClient.open(server, headers: headers) { client in
                let (messages, code, reason) = try await client.readToEnd()
                #expect(messages.isEmpty && code == 1008 && reason.hasPrefix("INVALID_AUTH"))
            }
        }
    }

    @Test func badParameters() async throws {
        try await TestServer.steno { server in
            let refused = try await RawConnection.handshake("/v1/listen?encoding=nonsense", port: server.port)
            #expect(refused.status == 400 && refused.body?["err_code"] == "Bad Request")
            #expect(refused.head["dg-error"]?.contains("encoding") == true)
            try await DeepgramClient.open(server, query: "no_delay=true&filler_words=true&model=nova-3") { _ in }
        }
    }
}
