// SPDX-License-Identifier: Apache-2.0

public import HummingbirdCore
public import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 whose routes may answer with `Response.webSocket`, on any request of a connection.
    /// - Parameters:
    ///   - settings: limits and waiting times of the WebSocket connections.
    ///   - idleTimeout: time after which a connection without a request is closed.
    ///   - certificate: encrypts the connections, TLS 1.2 or newer; nil leaves them plain.
    ///   - additionalHandlers: makes a connection's handlers of requests, which stand before those of the server and leave when
    ///     the connection becomes a WebSocket.
    public static func http1WebSocket(
        settings: WebSocketSettings = WebSocketSettings(), idleTimeout: Duration = .seconds(75),
        certificate: ServerCertificate? = nil,
        additionalHandlers: @escaping @Sendable () -> [any RemovableChannelHandler] = { [] }
    ) -> HTTPServerBuilder {
        .http1WebSocket(
            settings: settings, idleTimeout: idleTimeout, certificate: certificate, budget: InboundBudget(),
            additionalHandlers: additionalHandlers)
    }

    /// The same, of which several ports may share a budget for what all connections hold of unfinished messages.
    package static func http1WebSocket(
        settings: WebSocketSettings, idleTimeout: Duration = .seconds(75), certificate: ServerCertificate?,
        budget: InboundBudget, additionalHandlers: @escaping @Sendable () -> [any RemovableChannelHandler] = { [] }
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            WebSocketHTTP1Channel(
                responder: responder, settings: settings, budget: budget, idleTimeout: idleTimeout,
                certificate: certificate, additionalHandlers: additionalHandlers)
        }
    }
}
