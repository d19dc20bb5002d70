// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting

@testable import WireText

/// A client of the Realtime interface.
struct RealtimeClient {
    let connection: RawConnection
    /// The answer to the handshake.
    let head: RawConnection.Head

    /// Connects, shakes hands, runs the body.
    static func open<Result: Sendable>(
        _ server: TestServer, path: String = "/v1/realtime?intent=transcription", headers: String = "",
        _ body: (RealtimeClient) async throws -> Result
    ) async throws -> Result {
        try await RawConnection.session(path, port: server.port, headers: headers) { connection, head in
            try await body(RealtimeClient(connection: connection, head: head))
        }
    }

    func send(_ texts: String...) async throws {
        for text in texts { try await self.connection.send(.text(text)) }
    }

    /// Sends so many milliseconds of audio of 24 kHz, in one message.
    func append(milliseconds: Int) async throws {
        let audio = Data(repeating: 16, count: milliseconds * 48).base64EncodedString()
        try await self.send(#"{"type":"input_audio_buffer.append","audio":"\#(audio)"}"#)
    }

    /// The next event.
    func read() async throws -> JSONValue { try await self.connection.requireMessage() }

    /// All events up to the first of a type, that one included.
    func read(to type: String) async throws -> [JSONValue] {
        var events: [JSONValue] = []
        while events.last?["type"]?.text != type { events.append(try await self.read()) }
        return events
    }
}
