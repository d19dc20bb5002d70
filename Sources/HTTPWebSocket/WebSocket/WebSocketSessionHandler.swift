// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOWebSocket

/// Stands between a connection's frames and a session: whole messages become body parts and back, pings are answered, a
/// silent peer is pinged, and the close handshake is carried out.
final class WebSocketSessionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = WebSocketFrame

    private let settings: WebSocketSettings
    private var assembler: WebSocketMessageAssembler
    private var handshake = WebSocketCloseHandshake()
    private var keepAlive: WebSocketKeepAlive?
    private var context: ChannelHandlerContext?
    private var closeTimer: Scheduled<Void>?
    private var pingTimer: Scheduled<Void>?
    /// The newest of the pings that came together, or while nothing can be written: only that one needs an answer.
    private var unansweredPing: ByteBuffer?
    private var isReading = false
    private let meter: WebSocketInboundMeter
    private let budget: InboundBudget
    private var account: InboundBudget.Account?
    private var unfinished = WebSocketUnfinishedFrame()
    private var rate = MessageRate(now: .now())
    /// A read that waits for its time.
    private var readTimer: Scheduled<Void>?
    /// Asks whether the peer is there, while the connection is not read.
    private var probeTimer: Scheduled<Void>?
    /// Whether the client has sent its last, and far too much before.
    private var hasLeft = false

    /// - Parameters:
    ///   - meter: counts the messages that the session has not taken; its session releases them.
    ///   - budget: how much all connections may hold.
    init(settings: WebSocketSettings, meter: WebSocketInboundMeter, budget: InboundBudget) {
        self.settings = settings
        self.meter = meter
        self.budget = budget
        self.assembler = WebSocketMessageAssembler(maximumMessageSize: settings.maximumMessageSize)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let channel = context.channel
        self.account = self.budget.open { channel.pipeline.fireUserInboundEventTriggered(WebSocketEviction()) }
        let interval = TimeAmount(self.settings.pingInterval)
        let now = context.eventLoop.now
        self.rate = MessageRate(now: now)
        self.keepAlive = WebSocketKeepAlive(interval: interval, allowed: self.settings.unansweredPings, now: now)
        self.schedulePing(at: now + interval, context: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.closeTimer?.cancel()
        self.pingTimer?.cancel()
        self.readTimer?.cancel()
        self.probeTimer?.cancel()
        self.account = nil
        self.context = nil
    }

    /// The pipeline is complete, and all that came along with the handshake has been read.
    /// - Parameters:
    ///   - dismissal: the session was to end while the handshake was being answered.
    ///   - readNow: a read of the connection was held back until now.
    func start(dismissal: WebSocketClose?, readNow: Bool) {
        guard let context = self.context else { return }
        context.fireChannelReadComplete()
        if let dismissal { self.perform(self.handshake.dismissed(dismissal), context: context) }
        if readNow { self.read(context: context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            self.perform(self.handshake.dismissed(.shutdown), context: context)
        case let dismissal as WebSocketDismissal:
            self.perform(self.handshake.dismissed(dismissal.close), context: context)
        case is WebSocketEviction:
            self.perform(self.handshake.sessionClosed(.evicted), context: context)
            // Its bytes are what is to be freed: no answer is waited for.
            context.close(promise: nil)
        case ChannelEvent.inputClosed:
            context.fireUserInboundEventTriggered(event)
            self.perform(self.handshake.peerVanished(), context: context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }
}

// MARK: - From the peer

extension WebSocketSessionHandler {
    /// Whether bytes that come are taken. More frames than the rate allows come unasked only behind the client's end, when the
    /// system hands out all that it still has of it.
    var takesBytes: Bool {
        guard let context = self.context else { return true }
        guard !self.hasLeft, self.rate.delay(at: context.eventLoop.now) > .zero else { return !self.hasLeft }
        self.hasLeft = true
        self.perform(self.handshake.peerVanished(), context: context)
        return false
    }

    /// Bytes came, which the decoder has next.
    func bytesArrived(_ count: Int) {
        self.unfinished.add(count)
    }

    /// The decoder has taken all whole frames out of them.
    func bytesDecoded(of count: Int) {
        self.unfinished.finish(chunk: count)
        self.account?.note(self.unfinished.bytes + self.assembler.unfinishedBytes + self.meter.held)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        self.unfinished.removeFrame(length: frame.length)
        self.rate.take(1, bytes: Self.content(of: frame), at: context.eventLoop.now)
        do throws(WebSocketViolation) {
            guard !self.rate.isFlood else {
                throw WebSocketViolation(.policyViolation, "too many messages without content")
            }
            guard let event = try self.assembler.receive(frame) else { return }
            switch event {
            case .message(let isText, let data):
                guard self.handshake.takesMessages else { return }
                self.meter.add(data.readableBytes)
                let part = isText ? WebSocketPart.text(data) : .binary(data)
                context.fireChannelRead(self.wrapInboundOut(.body(part.buffer)))
            case .ping(let payload):
                self.unansweredPing = payload
            case .pong:
                break
            case .close(let close):
                self.perform(self.handshake.peerClosed(close), context: context)
            }
        } catch {
            self.perform(self.handshake.violated(error), context: context)
        }
    }

    /// How many bytes of audio a frame may have: a text has some that only say what it is.
    private static func content(of frame: WebSocketFrame) -> Int {
        frame.opcode == .text ? max(0, frame.length - 64) : frame.length
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.isReading = false
        self.keepAlive?.heard(at: context.eventLoop.now)
        self.answerPing(context: context)
        context.fireChannelReadComplete()
        // The session takes no more, but the peer's Close frame has to be found behind what it still sends.
        if !self.handshake.takesMessages { self.read(context: context) }
        if !self.isReading { self.scheduleProbe(context: context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            let limit = self.settings.maximumFrameSize
            self.perform(
                self.handshake.violated(.init(.messageTooBig, "a frame may have \(limit) bytes at most")),
                context: context)
        case is NIOWebSocketError:
            self.perform(
                self.handshake.violated(.init(.protocolError, "a control frame is fragmented or too long")),
                context: context)
        case is ByteToMessageDecoderError:
            break  // More bytes after a violation: dropped until the peer closes or its time has ended.
        default:
            self.perform(self.handshake.peerVanished(), context: context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.answerPing(context: context)
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        // A session that ends takes no more, but the Close frame is looked for.
        guard !self.handshake.takesMessages || self.meter.mayRead() else { return }
        let delay = self.rate.delay(at: context.eventLoop.now)
        guard delay <= .zero else { return self.read(in: delay, context: context) }
        self.isReading = true
        context.read()
    }

    /// The end of a peer that is gone stands behind all that it sent, which nobody reads now. But its system answers whatever
    /// comes for it with a reset. A pong that nobody asked for needs no other answer (RFC 6455, section 5.5.3).
    private func scheduleProbe(context: ChannelHandlerContext) {
        guard self.probeTimer == nil else { return }
        let interval = TimeAmount(self.settings.probeInterval)
        self.probeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: interval) {
            self.probeTimer = nil
            guard !self.isReading, self.handshake.maySend else { return }
            if context.channel.isWritable { self.writeFrame(.pong, ByteBuffer(), context: context, promise: nil) }
            self.scheduleProbe(context: context)
        }
    }

    private func read(in delay: TimeAmount, context: ChannelHandlerContext) {
        guard self.readTimer == nil else { return }
        self.readTimer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            self.readTimer = nil
            self.read(context: context)
        }
    }

    private func answerPing(context: ChannelHandlerContext) {
        guard let payload = self.unansweredPing, context.channel.isWritable, self.handshake.maySend else { return }
        self.unansweredPing = nil
        self.writeFrame(.pong, payload, context: context, promise: nil)
    }
}

// MARK: - From the session

extension WebSocketSessionHandler {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head:
            promise?.fail(WebSocketError.closed)
        case .body(let buffer):
            switch WebSocketPart(buffer) {
            case .text(let payload): self.send(.text, payload, context: context, promise: promise)
            case .binary(let payload): self.send(.binary, payload, context: context, promise: promise)
            case .close(let close):
                self.perform(self.handshake.sessionClosed(close), context: context)
                promise?.succeed()
            case .ending, nil: promise?.fail(WebSocketError.closed)
            }
        case .end:
            self.perform(self.handshake.sessionEnded(), context: context)
            promise?.succeed()
        }
    }

    private func send(
        _ opcode: WebSocketOpcode, _ payload: ByteBuffer, context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        guard self.handshake.maySend else {
            promise?.fail(WebSocketError.closed)
            return
        }
        context.write(self.wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: payload)), promise: promise)
    }

    private func writeFrame(
        _ opcode: WebSocketOpcode, _ payload: ByteBuffer, context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: payload)
        context.writeAndFlush(self.wrapOutboundOut(frame), promise: promise)
    }
}

// MARK: - Carrying out the handshake

extension WebSocketSessionHandler {
    private func perform(_ actions: [WebSocketCloseHandshake.Action], context: ChannelHandlerContext) {
        var sent: EventLoopPromise<Void>?
        for action in actions {
            switch action {
            case .endInbound(let ending):
                self.endInbound(ending, context: context)
            case .sendClose(let close):
                sent = context.eventLoop.makePromise()
                self.writeFrame(
                    .connectionClose, WebSocketPart.payload(of: close), context: context, promise: sent)
            case .startTimer(let timer):
                self.startTimer(timer, context: context)
            case .disconnectAfterSending:
                sent?.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            case .disconnect:
                context.close(promise: nil)
            }
        }
    }

    private func endInbound(_ ending: WebSocketEnding, context: ChannelHandlerContext) {
        context.fireChannelRead(self.wrapInboundOut(.body(WebSocketPart.ending(ending).buffer)))
        context.fireChannelRead(self.wrapInboundOut(.end(nil)))
        context.fireChannelReadComplete()
        if !self.isReading { self.read(context: context) }
    }

    private func startTimer(_ timer: WebSocketCloseHandshake.Timer, context: ChannelHandlerContext) {
        let time =
            switch timer {
            case .closeTimeout: self.settings.closeTimeout
            case .violationGrace: self.settings.violationGrace
            case .shutdownGrace: self.settings.shutdownGrace
            }
        self.closeTimer?.cancel()
        self.closeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            self.perform(self.handshake.timerFired(), context: context)
        }
    }

    private func schedulePing(at deadline: NIODeadline, context: ChannelHandlerContext) {
        self.pingTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.checkPeer(context: context)
        }
    }

    private func checkPeer(context: ChannelHandlerContext) {
        switch self.keepAlive?.check(at: context.eventLoop.now, listening: self.isReading) {
        case .wait(let deadline):
            self.schedulePing(at: deadline, context: context)
        case .ping(let deadline):
            if self.handshake.maySend { self.writeFrame(.ping, ByteBuffer(), context: context, promise: nil) }
            self.schedulePing(at: deadline, context: context)
        case .giveUp:
            self.perform(self.handshake.peerVanished(), context: context)
        case nil:
            break
        }
    }
}
