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
                message: "This address speaks WebSocket only.")
        }
        guard head.headerFields[.secWebSocketVersion] == "13" else {
            throw HTTPError(
                .upgradeRequired, headers: [.upgrade: "websocket", .secWebSocketVersion: "13"],
                message: "Only WebSocket version 13 is spoken.")
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
            .flatMap { $0.split(separator: ",") }
            .map { String($0.trimmingWhitespace) }
    }

    /// The comma-separated, lower-cased tokens of a header field.
    static func tokens(of name: HTTPField.Name, in head: HTTPRequest) -> [String] {
        head.headerFields[values: name]
            .flatMap { $0.split(separator: ",") }
            .map { $0.trimmingWhitespace.lowercased() }
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

extension Substring {
    fileprivate var trimmingWhitespace: Substring {
        let head = self.drop(while: \.isWhitespace)
        return head.dropLast(head.reversed().prefix(while: \.isWhitespace).count)
    }
}
