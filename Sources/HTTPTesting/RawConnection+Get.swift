// SPDX-License-Identifier: Apache-2.0

extension RawConnection {
    /// Fetches a path.
    package static func get(
        _ path: String, port: Int, headers: String = ""
    ) async throws -> (head: RawConnection.Head, body: String) {
        try await Self.open(port: port) { connection in
            try await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
            let response = try await connection.readResponse()
            return (response.head, String(decoding: response.body, as: UTF8.self))
        }
    }
}
