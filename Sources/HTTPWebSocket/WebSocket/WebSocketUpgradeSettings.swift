// SPDX-License-Identifier: Apache-2.0

/// What a route says of the WebSocket that it answers a request with, before it does.
struct WebSocketUpgradeSettings: Sendable {
    /// The limits of the connection; nil for the server's.
    let settings: WebSocketSettings?
    let meter: WebSocketInboundMeter
}
