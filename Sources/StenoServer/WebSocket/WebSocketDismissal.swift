/// An event for a connection that is to end: its session is told, may send its last messages, and is closed so.
struct WebSocketDismissal: Sendable, Equatable {
    let close: WebSocketClose
}
