// SPDX-License-Identifier: Apache-2.0

import HTTPTesting

@testable import WireText

/// A form with a recording, as clients send it.
struct UploadRequest {
    var path = "/v1/audio/transcriptions"
    var fields = [("model", "base")]
    /// The recording; nil for none.
    var file: [UInt8]? = Self.wav(seconds: 2)
    var isFileFirst = false
    var headers = ""

    /// A WAV file of 16-bit samples at 16 kHz, mono.
    static func wav(seconds: Int) -> [UInt8] {
        let size = seconds * 32_000
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> ($0 * 8) & 255) } }
        let format = little(1, 2) + little(1, 2) + little(16_000, 4) + little(32_000, 4) + little(2, 2) + little(16, 2)
        return Array("RIFF".utf8) + little(36 + size, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + format
            + Array("data".utf8) + little(size, 4) + [UInt8](repeating: 16, count: size)
    }

    private var body: [UInt8] {
        let fields = self.fields.flatMap { name, value in
            Array("--mark\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        let file = self.file.map { content in
            Array("--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n".utf8) + content
                + Array("\r\n".utf8)
        }
        let parts = self.isFileFirst ? [file ?? [], fields] : [fields, file ?? []]
        return parts.flatMap { $0 } + Array("--mark--\r\n".utf8)
    }

    private var head: String {
        "POST \(self.path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=mark\r\n"
            + "Content-Length: \(self.body.count)\r\n\(self.headers)\r\n"
    }

    /// Sends it on a connection of its own.
    func send(to server: TestServer) async throws -> (answer: RawConnection.Answer, body: String) {
        try await RawConnection.open(port: server.port) { connection in
            try await connection.send(self.head)
            try await connection.send(bytes: self.body)
            let (head, body) = try await connection.readResponse()
            let text = String(decoding: body, as: UTF8.self)
            return (RawConnection.Answer(head: head, body: try? JSONValue(parsing: text)), text)
        }
    }

    /// Sends it and reads all that the server says until it closes the connection.
    func sendAndReadToEnd(to server: TestServer) async throws -> String {
        var request = self
        request.headers += "Connection: close\r\n"
        return try await RawConnection.open(port: server.port) { [request] connection in
            try await connection.send(request.head)
            try await connection.send(bytes: request.body)
            return try await connection.readToEnd()
        }
    }
}
