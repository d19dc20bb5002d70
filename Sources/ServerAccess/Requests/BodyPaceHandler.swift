// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes
import SessionRuntime

/// Ends requests whose bodies trickle: the body fails with a ``Rejection``, and the connection is closed. What comes of a body behind
/// the connection's last answer is read and thrown away: else a client that sends all before it reads would wait forever.
package final class BodyPaceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long the answer may take that says so.
    private static let closeTimeout = TimeAmount.seconds(5)
    /// How long a client may go on sending after the last answer.
    private static let drainTime = TimeAmount.seconds(30)

    /// That of the body that comes; nil between two.
    private var pace: BodyPace?
    private var timer: Scheduled<Void>?
    /// Whether the last answer is sent.
    private var isDraining = false

    package init() {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isDraining else { return }
        switch self.unwrapInboundIn(data) {
        case .head: self.pace = BodyPace()
        case .body(let bytes): self.pace?.arrived(bytes.readableBytes, at: context.eventLoop.now)
        case .end: self.stop()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most bodies have come with their head.
        if self.pace != nil, self.timer == nil { self.schedule(in: BodyPace.grace, context: context) }
        context.fireChannelReadComplete()
        if self.isDraining { context.read() }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        context.close(mode: mode, promise: promise)
        guard mode == .output, !self.isDraining else { return }
        self.stop()
        self.isDraining = true
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.drainTime) {
            context.close(promise: nil)
        }
        context.read()
    }

    func read(context: ChannelHandlerContext) {
        self.pace?.asked(at: context.eventLoop.now)
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.stop()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.stop()
        context.fireChannelInactive()
    }

    private func stop() {
        self.timer?.cancel()
        (self.timer, self.pace) = (nil, nil)
    }

    private func schedule(in time: TimeAmount, context: ChannelHandlerContext) {
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.check(context: context) }
    }

    private func check(context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        guard let pace else { return }
        guard let deadline = pace.deadline, deadline <= now else {
            let time = pace.deadline.map { $0 - now } ?? BodyPace.grace
            return self.schedule(in: max(time, .milliseconds(10)), context: context)
        }
        self.stop()
        context.fireErrorCaught(Rejection.bodyTimeout)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.closeTimeout) { context.close(promise: nil) }
    }
}
