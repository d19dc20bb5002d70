// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// Joins a client's frames into messages and checks every rule of RFC 6455 that a frame alone or its place can break.
///
/// A plain value: frames in, events out.
struct WebSocketMessageAssembler {
    enum Event: Equatable {
        /// A whole message; text is valid UTF-8.
        case message(isText: Bool, ByteBuffer)
        case ping(ByteBuffer)
        case pong
        case close(WebSocketClose)
    }

    private let maximumMessageSize: Int
    /// Of the message that is not complete; nil between messages.
    private var isText: Bool?
    /// Its bytes so far, which grow in place: nothing else may refer to them, or each fragment would copy all before it.
    private var data = ByteBuffer()

    /// The bytes of a message that is not complete.
    var unfinishedBytes: Int { self.data.readableBytes }

    /// - Parameter maximumMessageSize: the largest message, in bytes.
    init(maximumMessageSize: Int) {
        self.maximumMessageSize = maximumMessageSize
    }

    /// Takes the next frame.
    /// - Returns: what it completes, or nil for a fragment with more to come.
    mutating func receive(_ frame: WebSocketFrame) throws(WebSocketViolation) -> Event? {
        guard frame.reservedBits.isEmpty else {
            throw WebSocketViolation(.protocolError, "reserved bits are set, but no extension was agreed")
        }
        guard frame.maskKey != nil else {
            throw WebSocketViolation(.protocolError, "a client must mask its frames")
        }
        switch frame.opcode {
        case .text: return try self.begin(isText: true, frame)
        case .binary: return try self.begin(isText: false, frame)
        case .continuation: return try self.append(frame)
        case .ping: return .ping(frame.unmaskedData)
        case .pong: return .pong
        case .connectionClose: return .close(try Self.close(from: frame.unmaskedData))
        default: throw WebSocketViolation(.protocolError, "reserved opcode")
        }
    }

    private mutating func begin(isText: Bool, _ frame: WebSocketFrame) throws(WebSocketViolation) -> Event? {
        guard self.isText == nil else {
            throw WebSocketViolation(.protocolError, "a new message began before the last one was finished")
        }
        return try self.take(frame, isText: isText)
    }

    private mutating func append(_ frame: WebSocketFrame) throws(WebSocketViolation) -> Event? {
        guard let isText else {
            throw WebSocketViolation(.protocolError, "a continuation frame without a message to continue")
        }
        return try self.take(frame, isText: isText)
    }

    private mutating func take(_ frame: WebSocketFrame, isText: Bool) throws(WebSocketViolation) -> Event? {
        guard self.data.readableBytes + frame.length <= self.maximumMessageSize else {
            self.reset()
            throw WebSocketViolation(.messageTooBig, "a message may have \(self.maximumMessageSize) bytes at most")
        }
        var fragment = frame.unmaskedData
        if self.data.readableBytes == 0 { self.data = fragment } else { self.data.writeBuffer(&fragment) }
        guard frame.fin else {
            self.isText = isText
            return nil
        }
        let data = self.data
        self.reset()
        if isText, String(validating: data.readableBytesView, as: UTF8.self) == nil {
            throw WebSocketViolation(.invalidPayload, "a text message is not valid UTF-8")
        }
        return .message(isText: isText, data)
    }

    private mutating func reset() {
        (self.isText, self.data) = (nil, ByteBuffer())
    }

    private static func close(from payload: ByteBuffer) throws(WebSocketViolation) -> WebSocketClose {
        var payload = payload
        guard payload.readableBytes > 0 else { return WebSocketClose(nil) }
        guard let code = payload.readInteger(as: UInt16.self).map(WebSocketCloseCode.init), code.isAllowedInFrame else {
            throw WebSocketViolation(.protocolError, "a Close frame with a code that may not be sent")
        }
        guard let reason = String(validating: payload.readableBytesView, as: UTF8.self) else {
            throw WebSocketViolation(.invalidPayload, "the reason of a Close frame is not valid UTF-8")
        }
        return WebSocketClose(code, reason: reason)
    }
}
