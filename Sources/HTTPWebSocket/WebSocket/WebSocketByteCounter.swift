// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Stands before the decoder of frames, and tells the session's handler what came: the decoder keeps what is no whole frame yet.
final class WebSocketByteCounter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let session: WebSocketSessionHandler

    init(session: WebSocketSessionHandler) {
        self.session = session
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.session.takesBytes else { return }
        let count = self.unwrapInboundIn(data).readableBytes
        self.session.bytesArrived(count)
        context.fireChannelRead(data)
        self.session.bytesDecoded(of: count)
    }
}
