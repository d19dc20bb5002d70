// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Notices that the client is gone, also by the end of what it sends: a server that only writes hears of no more than that.
final class PeerLeavingHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    private let left: @Sendable () -> Void

    /// - Parameter left: called when the client is gone, on the channel's event loop.
    init(left: @escaping @Sendable () -> Void) {
        self.left = left
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { self.left() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.left()
        context.fireChannelInactive()
    }
}
