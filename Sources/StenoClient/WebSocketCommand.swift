// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What a client sends.
enum WebSocketCommand: Sendable {
    case message(WebSocketMessage)
    case ping(ByteBuffer)
    case close(code: Int, reason: String)
}
