// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
import Hummingbird

/// The server's half of the opening handshake (RFC 6455, section 4.2), seen from a route.
public enum WebSocketHandshake {
    /// Whether a request asks for a WebSocket, well formed or not.
    public static func isRequested(by head: HTTPRequest) -> Bool {
        Self.tokens(of: .connection, in: head).contains("upgrade")
            && Self.tokens(of: .upgrade, in: head).contains("websocket")
    }

    /// Checks a handshake.
    /// - Throws: `HTTPError` 426 for a request that is no WebSocket handshake of version 13, 400 for a malformed one.
    static func validate(_ head: HTTPRequest) throws {
        guard head.method == .get, Self.isRequested(by: head) else {
            throw HTTPError(
                .upgradeRequired, headers: [.connection: "upgrade", .upgrade: "websocket"],
                message: "This address supports WebSocket only.")
        }
        guard head.headerFields[.secWebSocketVersion] == "13" else {
            throw HTTPError(
                .upgradeRequired, headers: [.upgrade: "websocket", .secWebSocketVersion: "13"],
                message: "Only WebSocket version 13 is supported.")
        }
        guard let key = head.headerFields[.secWebSocketKey], Self.isKey(key) else {
            throw HTTPError(.badRequest, message: "Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        guard head.headerFields[.contentLength] ?? "0" == "0", head.headerFields[.transferEncoding] == nil else {
            throw HTTPError(.badRequest, message: "A WebSocket handshake has no body.")
        }
    }

    /// The first of the client's subprotocols that the server speaks.
    static func subprotocol(for head: HTTPRequest, among supported: [String]) -> String? {
        Self.subprotocols(offeredBy: head).first(where: supported.contains)
    }

    /// The client's subprotocols, its favourite first.
    package static func subprotocols(offeredBy head: HTTPRequest) -> [String] {
        head.headerFields[values: .secWebSocketProtocol]
            .flatMap(Self.elements).map(String.init)
    }

    /// The comma-separated, lower-cased tokens of a header field.
    static func tokens(of name: HTTPField.Name, in head: HTTPRequest) -> [String] {
        head.headerFields[values: name]
            .flatMap(Self.elements).map { $0.lowercased() }
    }

    /// What stands between the commas of a list of tokens (RFC 9110, section 5.6.1). A token is ASCII; other text is left out.
    private static func elements(_ list: String) -> [Substring] {
        list.utf8.split(separator: UInt8(ascii: ",")).compactMap { element in
            let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
            guard element.allSatisfy({ $0 < 0x80 }), let first = element.firstIndex(where: { !isBlank($0) }),
                let last = element.lastIndex(where: { !isBlank($0) })
            else { return nil }
            return Substring(element[first...last])
        }
    }

    private static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        let alphabet = bytes.prefix(22).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
            default: false
            }
        }
        return bytes.count == 24 && alphabet && bytes.suffix(2) == [UInt8(ascii: "="), UInt8(ascii: "=")]
    }
}
