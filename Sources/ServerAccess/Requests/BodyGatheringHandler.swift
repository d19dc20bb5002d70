// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Hands on as one the chunks of a body that come together: each costs the same, however few bytes it has.
package final class BodyGatheringHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    /// What came of the body since the last read began.
    private var gathered: ByteBuffer?

    package init() {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .body(let bytes) = self.unwrapInboundIn(data) {
            self.gathered.setOrWriteImmutableBuffer(bytes)
        } else {
            self.handOn(context: context)
            context.fireChannelRead(data)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.handOn(context: context)
        context.fireChannelReadComplete()
    }

    private func handOn(context: ChannelHandlerContext) {
        guard let bytes = self.gathered.take() else { return }
        context.fireChannelRead(self.wrapInboundOut(.body(bytes)))
    }
}
