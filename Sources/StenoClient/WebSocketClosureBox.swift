// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How the connection ended, once it has. Written on the event loop, read anywhere.
final class WebSocketClosureBox: Sendable {
    private let state = Mutex<WebSocketClosure?>(nil)

    var value: WebSocketClosure? { state.withLock { $0 } }

    /// Notes how the connection ended; the first word stands.
    func set(_ closure: WebSocketClosure) {
        state.withLock { $0 = $0 ?? closure }
    }
}
