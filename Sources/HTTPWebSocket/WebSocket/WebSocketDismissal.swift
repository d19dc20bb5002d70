// SPDX-License-Identifier: Apache-2.0

/// An event for a connection that is to end: its session is notified, may send its last messages, and is closed so.
package struct WebSocketDismissal: Sendable, Equatable {
    let close: WebSocketClose

    package init(close: WebSocketClose) {
        self.close = close
    }
}

/// An event for a connection that holds most of what all may hold: it is cut.
struct WebSocketEviction: Sendable {}

extension WebSocketClose {
    /// The connection held too much that no session had taken.
    static let evicted = WebSocketClose(
        .tryAgainLater, reason: "the server has too many bytes of unfinished messages; send shorter ones")
}
