// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

extension WebSocketConnection {
    /// Sends a message without waiting: what the server does not take yet stays in memory, and what comes after the end is lost.
    ///
    /// For senders that keep a schedule, and so must not be held up by one connection of many. ``send(_:)`` waits.
    public func post(_ message: WebSocketMessage) {
        channel.writeAndFlush(WebSocketCommand.message(message), promise: nil)
    }

    /// Whether the server has taken nearly all that was sent.
    public var isWritable: Bool { channel.isWritable }
}
