import HTTPWebSocket
import SessionRuntime
import WireText

/// A ``Dialect`` of WebSockets whose messages are JSON.
protocol SocketDialect: Dialect where Output == JSONValue, Close == WebSocketClose {
    /// What a message of the client's says: read beforehand, since a long one takes time.
    static func read(_ message: WebSocketMessage) async -> Input
    /// What a client is sent that no longer reads, should it read once more; nil for nothing.
    static func lastWords(_ fault: SessionFault) -> JSONValue?
}

extension SocketDialect {
    static func lastWords(_ fault: SessionFault) -> JSONValue? { nil }
}

extension SocketDialect where Input == WebSocketMessage {
    static func read(_ message: WebSocketMessage) async -> WebSocketMessage { message }
}

/// What a ``SocketDialect`` wants done.
typealias SocketAction = DialectAction<JSONValue, WebSocketClose>
