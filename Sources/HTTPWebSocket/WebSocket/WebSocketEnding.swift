// SPDX-License-Identifier: Apache-2.0

/// How the messages of a peer came to an end.
public enum WebSocketEnding: Sendable, Equatable {
    /// The peer sent a Close frame; nothing more reaches it.
    case peerClosed(WebSocketClose)
    /// The server ends the session, for it shuts down or as ``WebSocketDismissal`` says: the session may still send, and is
    /// closed so when it returns.
    case dismissed(WebSocketClose)
    /// The peer broke the protocol or a limit: the session may still send, and is closed so when it returns.
    case violation(WebSocketClose)
    /// The session itself closed the connection.
    case closedHere
    /// The connection broke off without a Close frame.
    case connectionLost
}
