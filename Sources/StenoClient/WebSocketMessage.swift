// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// A message of a WebSocket connection, however many frames it came in.
public enum WebSocketMessage: Sendable, Hashable {
    /// Text.
    case text(String)
    /// Bytes.
    case binary(ByteBuffer)
}
