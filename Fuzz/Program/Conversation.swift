// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTPTypes

@testable import HTTPWebSocket

/// A peer's bytes on their way through a channel, and what must be true of what comes out.
struct Conversation {
    private let channel: EmbeddedChannel
    private let settings: WebSocketSettings
    private let isWebSocket: Bool
    private var isEnded = false

    /// - Parameter isWebSocket: whether it is one from the start.
    init(channel: EmbeddedChannel, settings: WebSocketSettings, isWebSocket: Bool) {
        self.channel = channel
        self.settings = settings
        self.isWebSocket = isWebSocket
    }

    /// - Parameter piece: how many bytes a read brings; 0 for all.
    mutating func receive(_ bytes: some Collection<UInt8>, piece: Int) {
        var rest = bytes[...]
        while !rest.isEmpty, self.channel.isActive {
            self.channel.read()
            // A fault that nobody catches is reported here; the handlers have dealt with it.
            _ = try? self.channel.writeInbound(ByteBuffer(bytes: rest.prefix(piece == 0 ? rest.count : piece)))
            rest = rest.dropFirst(piece == 0 ? rest.count : piece)
            self.channel.embeddedEventLoop.run()
            self.checkMessages()
        }
    }

    /// Nothing more comes: in the end the server lets go of every WebSocket.
    mutating func end() {
        self.channel.read()
        for _ in 0..<4 {
            self.channel.embeddedEventLoop.advanceTime(by: .seconds(40))
            self.checkMessages()
        }
        // Connections without a session are closed by the real clock, which does not go on here.
        precondition(!self.isWebSocket || !self.channel.isActive, "a silent connection is open after 160 s")
        _ = try? self.channel.finish(acceptAlreadyClosed: true)
    }

    private mutating func checkMessages() {
        while let part = (try? self.channel.readInbound(as: HTTPRequestPart.self)) ?? nil {
            guard case .body(let buffer) = part, let message = WebSocketPart(buffer) else { continue }
            precondition(!self.isEnded, "a message after the last")
            switch message {
            case .text(let text):
                precondition(text.readableBytes <= self.settings.maximumMessageSize)
                precondition(String(validating: text.readableBytesView, as: UTF8.self) != nil)
            case .binary(let data):
                precondition(data.readableBytes <= self.settings.maximumMessageSize)
            case .ending: self.isEnded = true
            case .close: preconditionFailure("an outbound part came in")
            }
        }
        while let bytes = (try? self.channel.readOutbound(as: ByteBuffer.self)) ?? nil {
            precondition(bytes.readableBytes < 4_000)
        }
    }
}
