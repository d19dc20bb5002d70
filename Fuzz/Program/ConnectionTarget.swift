// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOEmbedded

@testable import HTTPWebSocket
@testable import ServerAccess

/// What a peer sends on a connection, from its first request on. The first byte says how it is cut into reads.
enum ConnectionTarget: FuzzTarget {
    static let name = "connection"

    /// In one read.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        var whole = Array(input)
        whole[0] = 0
        whole.withUnsafeBufferPointer(Self.run)
        return input.count
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let piece = input.first else { return }
        let settings = WebSocketSettings(maximumFrameSize: 1_000, maximumMessageSize: 1_500)
        let channel = EmbeddedChannel()
        do {
            let server = WebSocketHTTP1Channel(
                responder: { _, _, _ in }, settings: settings, budget: InboundBudget(),
                idleTimeout: .seconds(75), certificate: nil,
                additionalHandlers: { [RequestHeadHandler(), BodyPaceHandler(), BodyGatheringHandler()] })
            try server.addHandlers(to: channel, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
            try channel.pipeline.syncOperations.addHandler(Responder())
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/peer")).wait()
        } catch {
            preconditionFailure("\(error)")
        }
        var conversation = Conversation(channel: channel, settings: settings, isWebSocket: false)
        conversation.receive(input.dropFirst(), piece: Int(piece))
        conversation.end()
    }
}
