// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOWebSocket

/// Turns a connection into a WebSocket when a route answers 101, on whichever request of the connection.
///
/// NIO's own upgraders look at the first request only, and its HTTP decoder reads nothing after a request that offers an
/// upgrade. So any answer but 101 to such a request closes the connection here. `Expect: 100-continue` is answered too.
final class WebSocketUpgradeHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var settings: WebSocketSettings
    private let budget: InboundBudget
    private var meter: WebSocketInboundMeter?
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let replaced: [any RemovableChannelHandler]

    private var offer = UpgradeOffer()
    private var dismissal: WebSocketClose?
    private var isReadHeldBack = false

    /// - Parameters:
    ///   - settings: limits of the WebSocket connection.
    ///   - budget: how much all connections may hold of unfinished messages.
    ///   - decoder: the HTTP decoder, which leaves last because it holds bytes.
    ///   - replaced: the other handlers that leave when the protocol is switched.
    init(
        settings: WebSocketSettings, budget: InboundBudget, decoder: ByteToMessageHandler<HTTPRequestDecoder>,
        replacing replaced: [any RemovableChannelHandler]
    ) {
        self.settings = settings
        self.budget = budget
        self.decoder = decoder
        self.replaced = replaced
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = self.unwrapInboundIn(data)
        let action = self.offer.received(part)
        if action != .hold { context.fireChannelRead(data) }
        if action == .forwardAndContinue { self.writeContinue(context: context) }
    }

    /// The decoder ignores what follows an offer but would pile it up, so nothing is read until the answer.
    func read(context: ChannelHandlerContext) {
        if self.offer.isPending {
            self.isReadHeldBack = true
        } else {
            context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: self.dismissal = .shutdown
        case let event as WebSocketDismissal: self.dismissal = event.close
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// A route says before it answers which limits it wants, and what its session counts its messages with.
    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let session = event as? WebSocketUpgradeSettings else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        if let settings = session.settings { self.settings = settings }
        self.meter = session.meter
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head(let response):
            self.write(response, context: context, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            switch self.offer.answered() {
            case .nothing: break
            case .writeContinue: self.writeContinue(context: context)
            case .close: self.closeWhenWritten(context: context)
            }
        }
    }

    private func write(_ response: HTTPResponse, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        switch self.offer.answer(with: response) {
        case .pass:
            context.write(self.wrapOutboundOut(.head(response)), promise: promise)
        case .refuse(let end):
            var response = response
            response.headerFields[.connection] = "close"
            context.write(self.wrapOutboundOut(.head(response)), promise: promise)
            if let end {
                context.fireChannelRead(self.wrapInboundOut(end))
                context.fireChannelReadComplete()
            }
        case .accept(let request):
            self.upgrade(context: context, request: request, response: response, promise: promise)
        }
    }

    private func writeContinue(context: ChannelHandlerContext) {
        context.writeAndFlush(self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func closeWhenWritten(context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(.body(ByteBuffer())), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }
}

extension WebSocketUpgradeHandler {
    /// Writes the 101 and swaps the handlers, all in this turn of the event loop except for the decoder's leaving.
    private func upgrade(
        context: ChannelHandlerContext, request: HTTPRequest, response: HTTPResponse, promise: EventLoopPromise<Void>?
    ) {
        // NIO computes the accept value only through an upgrader; it answers at once.
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        )
        var handshake = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
        handshake.headers.add(name: "Sec-WebSocket-Key", value: request.headerFields[.secWebSocketKey] ?? "")
        handshake.headers.add(name: "Sec-WebSocket-Version", value: "13")
        upgrader.buildUpgradeResponse(channel: context.channel, upgradeRequest: handshake, initialResponseHeaders: [:])
            .assumeIsolated()
            .flatMapThrowing { headers in
                var response = response
                response.headerFields[.contentLength] = nil
                response.headerFields[.connection] = "Upgrade"
                response.headerFields[.upgrade] = "websocket"
                response.headerFields[.secWebSocketAccept] = headers.first(name: "Sec-WebSocket-Accept")
                context.writeAndFlush(self.wrapOutboundOut(.head(response)), promise: promise)
                try self.switchHandlers(context: context)
            }
            .whenFailure { _ in
                promise?.fail(WebSocketError.closed)
                context.close(promise: nil)
            }
    }

    /// A connection takes the loop for a little at a time, and little waits in the system of one that its client has left.
    private func limitReads(of channel: any Channel) {
        let allocator = AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 2_048, maximum: 4_096)
        _ = channel.setOption(.recvAllocator, value: allocator)
        _ = channel.setOption(.maxMessagesPerRead, value: 1)
        _ = channel.setOption(.socketOption(.so_rcvbuf), value: 256 * 1024)
    }

    private func switchHandlers(context: ChannelHandlerContext) throws {
        let pipeline = context.pipeline.syncOperations
        self.limitReads(of: context.channel)
        let meter = self.meter ?? WebSocketInboundMeter(channel: context.channel)
        let session = WebSocketSessionHandler(settings: self.settings, meter: meter, budget: self.budget)
        try pipeline.addHandler(session, position: .after(self))
        try pipeline.addHandler(
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: self.settings.maximumFrameSize)),
            position: .after(self.decoder))
        try pipeline.addHandler(WebSocketByteCounter(session: session), position: .after(self.decoder))
        try pipeline.addHandler(WebSocketFrameEncoder(), position: .after(self.decoder))
        for handler in self.replaced { _ = pipeline.removeHandler(handler) }
        _ = pipeline.removeHandler(context: context)

        // The decoder leaves one turn later and only then passes on the bytes that came along with the handshake.
        let dismissal = self.dismissal
        let isReadHeldBack = self.isReadHeldBack
        pipeline.removeHandler(self.decoder).assumeIsolated().whenComplete { _ in
            session.start(dismissal: dismissal, readNow: isReadHeldBack)
        }
    }
}
