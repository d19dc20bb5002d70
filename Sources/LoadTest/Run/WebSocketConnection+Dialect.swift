// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import StenoClient

extension WebSocketConnection {
    /// Sends a message of a dialect.
    func post(_ message: DialectMessage) {
        switch message {
        case .text(let text): post(WebSocketMessage.text(text))
        case .binary(let bytes): post(WebSocketMessage.binary(ByteBuffer(bytes: bytes)))
        }
    }
}
