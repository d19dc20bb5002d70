// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Sees to it that what a server sends just before it closes is still read, even in the packet of the handshake's answer: the handlers of the
/// handshake would drop it at the end of input. To stand first in the pipeline of a channel that allows half closure.
final class EndOfInputHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var context: ChannelHandlerContext?
    private var hasBytes = false
    private var hasEnded = false
    private var handshakeIsOver = false

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasBytes = true
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        hasEnded = true
        // With bytes on their way through the handshake, the news waits for its end.
        if handshakeIsOver || !hasBytes { end() }
    }

    /// To be called on the event loop when the handshake has succeeded or failed.
    func endHandshake() {
        handshakeIsOver = true
        guard hasEnded else { return }
        // Messages that came with the handshake's answer go on their way before anything submitted now.
        context?.eventLoop.assumeIsolated().execute { self.end() }
    }

    private func end() {
        context?.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        context?.close(promise: nil)
    }
}
