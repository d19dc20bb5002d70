import HTTPWebSocket
import SessionRuntime

/// A ``Dialect`` of WebSockets whose messages are JSON.
protocol SocketDialect: Dialect where Output == JSONValue, Close == WebSocketClose {
    /// What a message of the client's says: read beforehand, since a long one takes time.
    static func read(_ message: WebSocketMessage) async -> Input
}

extension SocketDialect where Input == WebSocketMessage {
    static func read(_ message: WebSocketMessage) async -> WebSocketMessage { message }
}

/// What a ``SocketDialect`` wants done.
typealias SocketAction = DialectAction<JSONValue, WebSocketClose>
