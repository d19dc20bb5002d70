// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOWebSocket

@testable import HTTPWebSocket

/// What a peer sends after the handshake of a WebSocket. The first byte says how it is cut into reads.
enum FrameTarget: FuzzTarget {
    static let name = "frames"

    /// In one read. A connection's frames are counted, however short they are: each may cost as much as 64 bytes.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        var whole = Array(input)
        whole[0] = 0
        whole.withUnsafeBufferPointer(Self.run)
        return input.count + 64 * (input.count / 6)
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let piece = input.first else { return }
        let settings = WebSocketSettings(maximumFrameSize: 1_000, maximumMessageSize: 1_500)
        let channel = EmbeddedChannel()
        let pipeline = channel.pipeline.syncOperations
        do {
            let session = WebSocketSessionHandler(
                settings: settings, meter: WebSocketInboundMeter {}, budget: InboundBudget())
            try pipeline.addHandlers(
                WebSocketByteCounter(session: session),
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: settings.maximumFrameSize)),
                WebSocketFrameEncoder(), session)
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/peer")).wait()
        } catch {
            preconditionFailure("\(error)")
        }
        var conversation = Conversation(channel: channel, settings: settings, isWebSocket: true)
        conversation.receive(input.dropFirst(), piece: Int(piece))
        conversation.end()
    }
}
