// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing
import WireText

@testable import ServerAccess
@testable import StenoServer

/// Header fields and queries that no well-meaning client sends.
@Suite(.timeLimit(.minutes(5)))
struct BadHeaderTests {
    private static let fields = [
        "Authorization", "X-API-Key", "Sec-WebSocket-Protocol", "Origin", "X-Forwarded-For", "Forwarded", "Upgrade",
        "Sec-WebSocket-Key", "Transfer-Encoding",
    ]
    private static let pieces = [
        "Bearer ", "bearer", "token.", "steno", ",", ";", "=", "\"", "for=", "[", "]", "::", ":", "127.0.0.1", "/",
        "%00",
        "%", "+", "stenotoken_", ".", "null", "*", "https://", "é", "\u{7f}", "999999999999999999999", "-1", " ", "\t",
        "chunked",
    ]

    @Test(arguments: 0..<8)
    func areRejectedWithoutHarm(seed: Int) async throws {
        let key = APIKey(secret: "a-key-that-nobody-guesses", id: "a-key", name: "key")
        let proxies = ClientAddress(trustedProxies: [try AddressRange("127.0.0.0/8")])
        let settings = ServerSettings(
            access: AccessSettings(keys: [key]), limits: LimitSettings(sessionsPerAddress: 2, clientAddress: proxies))
        try await TestServer.steno(settings: settings) { server in
            var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
            func random(_ count: Int) -> Int {
                // xorshift64: the same texts in every run.
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return Int(state % UInt64(count))
            }
            func text() -> String { (0..<random(6)).map { _ in Self.pieces[random(Self.pieces.count)] }.joined() }
            for _ in 0..<60 {
                let headers = (0..<random(4)).map { _ in "\(Self.fields[random(Self.fields.count)]): \(text())\r\n" }
                let query = text().filter { $0.isASCII && !" \t\u{7f}".contains($0) }
                let status = try await RawConnection.open(port: server.port) { connection in
                    try await connection.send(
                        RawConnection.handshake("/?\(query)&token=\(query)", headers: headers.joined()))
                    return try? await connection.readHead().status
                }
                #expect(
                    status.map { [400, 401, 403, 426, 501].contains($0) || $0 == 200 } ?? true, "\(headers) \(query)")
            }
            let answer = try await RawConnection.handshake(
                port: server.port, headers: "X-API-Key: a-key-that-nobody-guesses\r\n")
            #expect(answer.status == 101)
        }
    }
}
