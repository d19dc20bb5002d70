// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The bytes of a connection's messages that its session has not taken yet. Beyond some, the connection is not read.
final class WebSocketInboundMeter: Sendable {
    private struct State {
        var held = 0
        var isReadHeldBack = false
    }

    /// Beyond so many bytes no more is read. One message may be longer.
    static let limit = 256 * 1024

    private let state = Mutex(State())
    private let read: @Sendable () -> Void

    /// - Parameter read: asks for more of the connection; called on any thread.
    init(read: @escaping @Sendable () -> Void) {
        self.read = read
    }

    /// For the messages of a connection.
    convenience init(channel: any Channel) {
        self.init { channel.read() }
    }

    var held: Int { self.state.withLock { $0.held } }

    /// A message is on its way to the session.
    func add(_ bytes: Int) {
        self.state.withLock { $0.held += bytes }
    }

    /// Whether more may be read; if not, it is asked for once the session has taken enough.
    func mayRead() -> Bool {
        self.state.withLock { state in
            state.isReadHeldBack = state.held > Self.limit
            return !state.isReadHeldBack
        }
    }

    /// The session took a message.
    func release(_ bytes: Int) {
        let mustRead = self.state.withLock { state in
            state.held -= bytes
            guard state.isReadHeldBack, state.held <= Self.limit else { return false }
            state.isReadHeldBack = false
            return true
        }
        if mustRead { self.read() }
    }
}
