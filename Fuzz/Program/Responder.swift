// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes

@testable import HTTPWebSocket

/// Answers every request, a handshake with 101, and passes on what a WebSocket brings.
final class Responder: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private var isWebSocket = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let request):
            precondition(!self.isWebSocket, "a request on a WebSocket")
            guard WebSocketHandshake.isRequested(by: request), (try? WebSocketHandshake.validate(request)) != nil else {
                return
            }
            self.isWebSocket = true
            // Routes answer in a later turn, when the decoder is done with the request.
            context.eventLoop.assumeIsolated().execute {
                self.write(.head(HTTPResponse(status: .switchingProtocols)), context)
            }
        case .body:
            if self.isWebSocket { context.fireChannelRead(data) }
        case .end:
            if self.isWebSocket { return context.fireChannelRead(data) }
            self.write(.head(HTTPResponse(status: .notFound, headerFields: [.contentLength: "0"])), context)
            self.write(.end(nil), context)
        }
    }

    private func write(_ part: HTTPResponsePart, _ context: ChannelHandlerContext) {
        context.writeAndFlush(self.wrapOutboundOut(part), promise: nil)
    }
}
