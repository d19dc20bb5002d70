public import HummingbirdCore

extension HTTPServerBuilder {
    /// HTTP/1.1 whose routes may answer with `Response.webSocket`, on any request of a connection.
    /// - Parameters:
    ///   - settings: limits and waiting times of the WebSocket connections.
    ///   - idleTimeout: time after which a connection without a request is closed.
    ///   - certificate: encrypts the connections, TLS 1.2 or newer; nil leaves them plain.
    public static func http1WebSocket(
        settings: WebSocketSettings = WebSocketSettings(), idleTimeout: Duration = .seconds(75),
        certificate: ServerCertificate? = nil
    ) -> HTTPServerBuilder {
        .http1WebSocket(
            settings: settings, idleTimeout: idleTimeout, certificate: certificate, budget: InboundBudget())
    }

    /// The same, of which several ports may share a budget for what all connections hold of unfinished messages.
    static func http1WebSocket(
        settings: WebSocketSettings, idleTimeout: Duration = .seconds(75), certificate: ServerCertificate?,
        budget: InboundBudget
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            WebSocketHTTP1Channel(
                responder: responder, settings: settings, budget: budget, idleTimeout: idleTimeout,
                certificate: certificate)
        }
    }
}
