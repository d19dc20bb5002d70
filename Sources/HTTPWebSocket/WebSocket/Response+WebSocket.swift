// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
public import Hummingbird
public import Logging
public import NIOCore

extension Response {
    /// Answers a WebSocket handshake: an ordinary response with status 101, whose body is the session.
    ///
    /// When the handler returns, the connection is closed with 1000 (or with the code that the end of the messages calls
    /// for, see ``WebSocketEnding``); when it throws, with 1011. Its task is cancelled when the connection is gone.
    /// - Parameters:
    ///   - request: the handshake.
    ///   - channel: the connection that the request came on.
    ///   - subprotocols: those that the server speaks; the client's first choice among them is agreed on.
    ///   - settings: limits of this connection; nil for the server's.
    ///   - logger: hears of sessions that throw.
    ///   - handler: the session: reads messages, sends messages.
    /// - Throws: `HTTPError` 426 when the request is no handshake of version 13, 400 when it is malformed.
    public static func webSocket(
        _ request: Request,
        on channel: any Channel,
        subprotocols: [String] = [],
        settings: WebSocketSettings? = nil,
        logger: Logger,
        handler: @escaping @Sendable (WebSocketInbound, WebSocketOutbound) async throws -> Void
    ) throws -> Response {
        try WebSocketHandshake.validate(request.head)
        let meter = WebSocketInboundMeter(channel: channel)
        channel.triggerUserOutboundEvent(WebSocketUpgradeSettings(settings: settings, meter: meter), promise: nil)
        var headers = HTTPFields()
        headers[.secWebSocketProtocol] = WebSocketHandshake.subprotocol(for: request.head, among: subprotocols)
        let body = request.body
        return Response(
            status: .switchingProtocols,
            headers: headers,
            body: ResponseBody { writer in
                let inbound = WebSocketInbound(body: body, meter: meter)
                let outbound = WebSocketOutbound(channel: channel)
                let session = Task { try await handler(inbound, outbound) }
                channel.closeFuture.whenComplete { _ in session.cancel() }
                do {
                    try await withTaskCancellationHandler {
                        try await session.value
                    } onCancel: {
                        session.cancel()
                    }
                } catch {
                    // A session that fails because its peer is gone is no news.
                    if channel.isActive {
                        logger.error("WebSocket session failed", metadata: ["error": "\(error)"])
                        outbound.close(.internalError, reason: "internal error")
                    }
                }
                try await writer.finish(nil)
            }
        )
    }
}
