// SPDX-License-Identifier: Apache-2.0

import HTTPTesting

@testable import WireText

/// A client of Deepgram's live interface.
struct DeepgramClient {
    let connection: RawConnection
    /// The answer to the handshake.
    let head: RawConnection.Head

    static let raw = "encoding=linear16&sample_rate=16000"

    /// Connects, shakes hands, runs the body.
    static func open<Result: Sendable>(
        _ server: TestServer, query: String = raw, headers: String = "",
        _ body: (DeepgramClient) async throws -> Result
    ) async throws -> Result {
        try await RawConnection.session("/v1/listen?\(query)", port: server.port, headers: headers) {
            try await body(DeepgramClient(connection: $0, head: $1))
        }
    }

    func send(_ types: String...) async throws {
        for type in types { try await self.connection.send(.text(#"{"type":"\#(type)"}"#)) }
    }

    /// Sends so many milliseconds of audio of 16 kHz, in one message.
    func append(milliseconds: Int) async throws {
        try await self.connection.send(.binary(Array(repeating: 16, count: milliseconds * 32)))
    }

    /// The next message.
    func read() async throws -> JSONValue { try await self.connection.requireMessage() }

    /// All messages up to the close, its code and its reason.
    func readToEnd() async throws -> (messages: [JSONValue], code: Int?, reason: String) {
        var messages: [JSONValue] = []
        while let frame = try await self.connection.readFrame() {
            switch frame.opcode {
            case 1: messages.append(try JSONValue(parsing: frame.text))
            case 8: return (messages, frame.closeCode, String(decoding: frame.payload.dropFirst(2), as: UTF8.self))
            default: break
            }
        }
        return (messages, nil, "")
    }

    /// The text of a result.
    static func transcript(_ message: JSONValue) -> String? {
        message["channel"]?["alternatives"]?.list?.first?["transcript"]?.text
    }
}
