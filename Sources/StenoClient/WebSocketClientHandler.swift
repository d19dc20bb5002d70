// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOWebSocket

/// Turns frames into messages and back, answers pings, and carries out the close handshake.
final class WebSocketClientHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketMessage
    typealias OutboundIn = WebSocketCommand
    typealias OutboundOut = WebSocketFrame

    private let closure: WebSocketClosureBox
    private var hasSentClose = false

    init(closure: WebSocketClosureBox) {
        self.closure = closure
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard frame.maskKey == nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return fail(context, .protocolError, "The server sent a frame that is masked or has reserved bits")
        }
        var data = frame.data
        switch frame.opcode {
        case .text:
            guard let text = try? data.readUTF8ValidatedString(length: data.readableBytes) else {
                return fail(context, .dataInconsistentWithMessage, "The server sent text that is not UTF-8")
            }
            context.fireChannelRead(wrapInboundOut(.text(text)))
        case .binary:
            context.fireChannelRead(wrapInboundOut(.binary(data)))
        case .ping:
            send(context, .pong, data)
        case .connectionClose:
            receiveClose(context, &data)
        default:
            break
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasSentClose else {
            promise?.fail(StenoClientError(.closed, "The connection is closed"))
            return
        }
        switch unwrapOutboundIn(data) {
        case .message(.text(let text)): send(context, .text, ByteBuffer(string: text), promise)
        case .message(.binary(let bytes)): send(context, .binary, bytes, promise)
        case .ping(let bytes): send(context, .ping, bytes, promise)
        case .close(let code, let reason):
            hasSentClose = true
            send(context, .connectionClose, Self.closeData(code, reason), promise)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The messages end with this event: who sees them end must be able to ask how.
        if case ChannelEvent.inputClosed = event { closure.set(.abnormal) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        closure.set(.abnormal)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            fail(context, .messageTooLarge, "The server sent a message that is too large")
        case is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error:
            fail(context, .protocolError, "The server broke the WebSocket protocol")
        default:
            // The connection broke: messages end, and the closure says so.
            context.close(promise: nil)
        }
    }

    private func receiveClose(_ context: ChannelHandlerContext, _ data: inout ByteBuffer) {
        let code = data.readInteger(as: UInt16.self).map(Int.init) ?? 1005
        closure.set(WebSocketClosure(code: code, reason: data.readString(length: data.readableBytes) ?? ""))
        if !hasSentClose {
            hasSentClose = true
            send(context, .connectionClose, code == 1005 ? ByteBuffer() : Self.closeData(code, ""))
        }
        context.close(promise: nil)
    }

    private func fail(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode, _ message: String) {
        if !hasSentClose {
            hasSentClose = true
            send(context, .connectionClose, Self.closeData(Int(UInt16(webSocketErrorCode: code)), ""))
        }
        context.fireErrorCaught(StenoClientError(.protocolViolation, message))
        context.close(promise: nil)
    }

    private func send(
        _ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ data: ByteBuffer,
        _ promise: EventLoopPromise<Void>? = nil
    ) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
    }

    /// A close frame's payload. Control frames hold 125 bytes at most, and the reason must not be cut inside a character.
    private static func closeData(_ code: Int, _ reason: String) -> ByteBuffer {
        var data = ByteBuffer()
        data.writeInteger(UInt16(clamping: code))
        for character in reason {
            guard data.readableBytes + character.utf8.count <= 125 else { break }
            data.writeString(String(character))
        }
        return data
    }
}
