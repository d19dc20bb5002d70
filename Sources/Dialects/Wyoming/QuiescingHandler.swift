// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Tells of the shutdown of the server, which reaches a connection as an event.
final class QuiescingHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = NIOAny

    private let quiesce: @Sendable () -> Void

    /// - Parameter quiesce: called on the channel's event loop.
    init(quiesce: @escaping @Sendable () -> Void) {
        self.quiesce = quiesce
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { self.quiesce() }
        context.fireUserInboundEventTriggered(event)
    }
}
