// SPDX-License-Identifier: Apache-2.0

/// How a connection ended.
public struct WebSocketClosure: Sendable, Hashable {
    /// The close code: what the server sent, 1005 for a close frame without one, 1006 when the connection just broke.
    public var code: Int
    /// The server's reason, often empty.
    public var reason: String

    /// An ending with its code and reason.
    public init(code: Int, reason: String) {
        self.code = code
        self.reason = reason
    }

    static let abnormal = WebSocketClosure(code: 1006, reason: "")
}
