// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import NIOCore

@testable import WireText

/// What a client has to know to go on with its session.
struct SessionTicket: Sendable {
    var session = ""
    var token = ""
    var lastEvent = 0
    /// The events, as often as they came.
    var events: [JSONValue] = []

    var path: String { "/?resume=\(self.session)&resume_token=\(self.token)&last_event=\(self.lastEvent)" }

    var finals: [JSONValue] { self.events.filter { $0["type"] == "final" } }

    mutating func note(_ message: JSONValue) {
        if message["type"] == "ready" {
            self.session = message["session"]?.text ?? ""
            self.token = message["resume_token"]?.text ?? ""
        }
        guard let number = message["seq"]?.integer else { return }
        self.lastEvent = number
        self.events.append(message)
    }

    /// Reads until a message of a type has come, and returns that.
    mutating func read(_ connection: RawConnection, until type: String) async throws -> JSONValue? {
        while let message = try await connection.readMessage() {
            self.note(message)
            if message["type"]?.text == type { return message }
        }
        return nil
    }
}

extension RawConnection {
    /// Breaks the connection off without a Close frame.
    func cut() async throws {
        try await self.channel.close().get()
    }
}
