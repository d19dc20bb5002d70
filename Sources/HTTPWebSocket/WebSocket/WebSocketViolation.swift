// SPDX-License-Identifier: Apache-2.0

/// The peer broke the WebSocket protocol or a limit; carries the Close frame to answer with.
struct WebSocketViolation: Error, Equatable {
    let close: WebSocketClose

    init(_ code: WebSocketCloseCode, _ reason: String) {
        self.close = WebSocketClose(code, reason: reason)
    }
}
