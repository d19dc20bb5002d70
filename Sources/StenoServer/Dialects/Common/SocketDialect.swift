import HTTPWebSocket
import SessionRuntime

/// A ``Dialect`` of WebSockets whose messages are JSON.
protocol SocketDialect: Dialect where Input == WebSocketMessage, Output == JSONValue, Close == WebSocketClose {}

/// What a ``SocketDialect`` wants done.
typealias SocketAction = DialectAction<JSONValue, WebSocketClose>
