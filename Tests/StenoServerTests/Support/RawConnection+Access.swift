// SPDX-License-Identifier: Apache-2.0

import HTTPTesting

@testable import WireText

extension RawConnection {
    /// What a server says to a request: the head, and the body as JSON where it is some.
    struct Answer {
        let head: Head
        let body: JSONValue?

        var status: Int { self.head.status }
        /// The code of a refusal.
        var code: String? { self.body?["error"]?["code"]?.text }
        var message: String? { self.body?["error"]?["message"]?.text }
    }

    /// Sends a request on a connection of its own.
    static func request(
        _ path: String, method: String = "GET", port: Int, host: String = "localhost", headers: String = "",
        body: String = ""
    ) async throws -> Answer {
        try await Self.open(port: port) { connection in
            let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
            try await connection.send("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\(length)\(headers)\r\n\(body)")
            return try await Self.answer(connection)
        }
    }

    /// Tries a handshake on a connection of its own, and leaves.
    static func handshake(_ path: String = "/", port: Int, headers: String = "") async throws -> Answer {
        try await Self.open(port: port) { connection in
            try await connection.send(Self.handshake(path, headers: headers))
            return try await Self.answer(connection)
        }
    }

    private static func answer(_ connection: RawConnection) async throws -> Answer {
        let response = try await connection.readResponse()
        return Answer(
            head: response.head, body: try? JSONValue(parsing: String(decoding: response.body, as: UTF8.self)))
    }
}
