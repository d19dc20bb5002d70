/// An event for a connection that is to end: its session is told, may send its last messages, and is closed so.
struct WebSocketDismissal: Sendable, Equatable {
    let close: WebSocketClose
}

/// An event for a connection that holds most of what all may hold: it is cut.
struct WebSocketEviction: Sendable {}

extension WebSocketClose {
    /// The connection held too much that no session had taken.
    static let evicted = WebSocketClose(
        .tryAgainLater, reason: "the server has too many bytes of unfinished messages; send shorter ones")
}
