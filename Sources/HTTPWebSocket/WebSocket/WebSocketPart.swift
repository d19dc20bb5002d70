// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What travels as one body part between the session handler and a session: inbound as the request's, outbound as the
/// response's body. The first byte tells the kind.
enum WebSocketPart: Equatable {
    case text(ByteBuffer)
    case binary(ByteBuffer)
    /// Outbound: close with this.
    case close(WebSocketClose)
    /// Inbound: the last part.
    case ending(WebSocketEnding)

    private enum Kind: UInt8 {
        case text, binary, close, peerClosed, dismissed, violation, closedHere, connectionLost
    }

    /// Reads a part; nil when the bytes are none.
    init?(_ buffer: ByteBuffer) {
        var buffer = buffer
        guard let kind = buffer.readInteger(as: UInt8.self).flatMap(Kind.init) else { return nil }
        switch kind {
        case .text: self = .text(buffer)
        case .binary: self = .binary(buffer)
        case .close: self = .close(Self.close(from: buffer))
        case .peerClosed: self = .ending(.peerClosed(Self.close(from: buffer)))
        case .dismissed: self = .ending(.dismissed(Self.close(from: buffer)))
        case .violation: self = .ending(.violation(Self.close(from: buffer)))
        case .closedHere: self = .ending(.closedHere)
        case .connectionLost: self = .ending(.connectionLost)
        }
    }

    /// The part as bytes.
    var buffer: ByteBuffer {
        switch self {
        case .text(let data): Self.join(.text, data)
        case .binary(let data): Self.join(.binary, data)
        case .close(let close): Self.join(.close, Self.payload(of: close))
        case .ending(.peerClosed(let close)): Self.join(.peerClosed, Self.payload(of: close))
        case .ending(.dismissed(let close)): Self.join(.dismissed, Self.payload(of: close))
        case .ending(.violation(let close)): Self.join(.violation, Self.payload(of: close))
        case .ending(.closedHere): Self.join(.closedHere, ByteBuffer())
        case .ending(.connectionLost): Self.join(.connectionLost, ByteBuffer())
        }
    }

    /// The payload of a Close frame.
    static func payload(of close: WebSocketClose) -> ByteBuffer {
        guard let code = close.code else { return ByteBuffer() }
        var buffer = ByteBuffer()
        buffer.writeInteger(code.rawValue)
        buffer.writeString(close.reason)
        return buffer
    }

    private static func close(from payload: ByteBuffer) -> WebSocketClose {
        var payload = payload
        guard let code = payload.readInteger(as: UInt16.self) else { return WebSocketClose(nil) }
        return WebSocketClose(WebSocketCloseCode(rawValue: code), reason: String(buffer: payload))
    }

    private static func join(_ kind: Kind, _ payload: ByteBuffer) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: 1 + payload.readableBytes)
        buffer.writeInteger(kind.rawValue)
        buffer.writeImmutableBuffer(payload)
        return buffer
    }
}
