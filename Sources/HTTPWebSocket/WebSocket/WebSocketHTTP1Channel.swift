// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// HTTP/1.1 on which any request of a connection may turn it into a WebSocket, by being answered with 101.
struct WebSocketHTTP1Channel: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let settings: WebSocketSettings
    /// How much all connections may hold of unfinished messages.
    let budget: InboundBudget
    /// Time after which a connection without a request is closed; a WebSocket has its pings instead.
    let idleTimeout: Duration
    /// What encrypts the connection, if anything.
    let certificate: ServerCertificate?
    /// Makes the handlers of requests that stand before the server's own.
    let additionalHandlers: @Sendable () -> [any RemovableChannelHandler]

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try self.addHandlers(to: channel, logger: logger)
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(
                    // Counted in messages: at most 8, and what one read brings, wait for a session.
                    backPressureStrategy: .init(lowWatermark: 2, highWatermark: 8),
                    isOutboundHalfClosureEnabled: true
                )
            )
        }
    }

    /// What stands between the socket's bytes and the requests' parts.
    func addHandlers(to channel: any Channel, logger: Logger) throws {
        let encoder = HTTPResponseEncoder()
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: Self.decoderLimits))
        let codec = HTTP1ToHTTPServerCodec(secure: self.certificate != nil)
        let connectionState = HTTPConnectionStateHandler(idleTimeout: self.idleTimeout, logger: logger)
        let additional = self.additionalHandlers()
        let upgrade = WebSocketUpgradeHandler(
            settings: self.settings, budget: self.budget, decoder: decoder,
            replacing: [encoder, codec] + additional + [connectionState])

        let pipeline = channel.pipeline.syncOperations
        if let certificate { try pipeline.addHandler(certificate.makeHandler()) }
        try pipeline.addHandler(encoder)
        try pipeline.addHandler(decoder)
        try pipeline.addHandler(codec)
        for handler in additional { try pipeline.addHandler(handler) }
        try pipeline.addHandler(upgrade)
        try pipeline.addHandler(connectionState)
    }

    func handle(value: Value, logger: Logger) async {
        await self.handleHTTP(asyncChannel: value, logger: logger)
    }

    private static var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 32 * 1024
        limits.maxHeaderListSize = 64 * 1024
        limits.maxHeaderFieldCount = 200
        return limits
    }
}
