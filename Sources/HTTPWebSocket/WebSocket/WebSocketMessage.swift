// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// One whole message, whatever the number of frames it came in.
public enum WebSocketMessage: Sendable, Equatable {
    /// A text message; valid UTF-8, a peer that sends anything else is closed with 1007.
    case text(String)
    /// A binary message.
    case binary(ByteBuffer)
}
