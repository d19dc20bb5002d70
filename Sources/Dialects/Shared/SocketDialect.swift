// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import SessionRuntime
import WireText

/// A ``Dialect`` of WebSockets, whose messages to the client are texts.
protocol SocketDialect: Dialect where Close == WebSocketClose {
    /// What a message of the client's says: read beforehand, since a long one takes time.
    static func read(_ message: WebSocketMessage) async -> Input
    /// A message to the client as text.
    static func text(_ output: Output) throws -> String
    /// What a client is sent that no longer reads, should it read once more; nil for nothing.
    static func lastWords(_ fault: SessionFault) -> Output?
}

extension SocketDialect {
    static func lastWords(_ fault: SessionFault) -> Output? { nil }
}

extension SocketDialect where Output == JSONValue {
    static func text(_ output: JSONValue) throws -> String { try output.json() }
}

extension SocketDialect where Input == WebSocketMessage {
    static func read(_ message: WebSocketMessage) async -> WebSocketMessage { message }
}

/// What a ``SocketDialect`` wants done whose messages are JSON.
typealias SocketAction = DialectAction<JSONValue, WebSocketClose>
