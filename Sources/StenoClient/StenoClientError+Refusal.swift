// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension StenoClientError {
    private struct Body: Decodable {
        struct Failure: Decodable {
            let message: String
        }

        let error: Failure
    }

    /// A handshake that was answered with another status than 101: the server's own words, if it has some.
    init(url: String, status: Int, body: [UInt8]) {
        if let failure = try? JSONDecoder().decode(Body.self, from: Data(body)).error {
            // Such a message says what to do as well.
            let message = failure.message.hasSuffix(".") ? String(failure.message.dropLast()) : failure.message
            let remedy = status == 401 ? "Give a key with --api-key or STENO_API_KEY" : nil
            self.init(.refused(status: status), "\(url) does not open a WebSocket: \(message)", remedy: remedy)
            return
        }
        let words = String(decoding: body.prefix(200), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let said = words.isEmpty || words.hasPrefix("<") ? "" : ": \(words)"
        self.init(
            .refused(status: status), "\(url) does not open a WebSocket (HTTP \(status)\(said))",
            remedy: status == 503 ? "Try again later" : "Check the port and the path")
    }
}
