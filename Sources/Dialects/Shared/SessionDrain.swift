// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import Synchronization

/// Ends the sessions of a server that shuts down while it still answers plain requests, `/readyz` among them.
package final class SessionDrain: Sendable {
    private struct State {
        var isDraining = false
        var channels: [ObjectIdentifier: (channel: any Channel, owner: String)] = [:]
    }

    private let state = Mutex(State())
    private let admits: @Sendable (_ owner: String) -> Bool
    private let (emptied, emptiness) = AsyncStream<Never>.makeStream()

    /// - Parameter admits: whether an owner may have sessions now.
    package init(admits: @escaping @Sendable (_ owner: String) -> Bool = { _ in true }) {
        self.admits = admits
    }

    /// Whether the server shuts down.
    package var isDraining: Bool { self.state.withLock { $0.isDraining } }
    /// How many connections have a session.
    package var count: Int { self.state.withLock { $0.channels.count } }

    /// Takes in the connection of a session, until it is closed.
    /// - Parameter owner: whose key it was opened with; empty where clients show none.
    func add(_ channel: any Channel, owner: String) {
        let id = ObjectIdentifier(channel)
        let isDraining = self.state.withLock { state in
            state.channels[id] = (channel, owner)
            return state.isDraining
        }
        channel.closeFuture.whenComplete { _ in self.remove(id) }
        if isDraining { Self.tell(channel, ChannelShouldQuiesceEvent()) }
        // The key may have been revoked since the request was let in: `end` did not see this connection then.
        if !owner.isEmpty, !self.admits(owner) { Self.tell(channel, WebSocketDismissal(close: .revokedKey)) }
    }

    /// Tells all sessions to end, and waits until their connections are closed.
    package func drain() async {
        let channels = self.state.withLock { state in
            state.isDraining = true
            return state.channels.values.map(\.channel)
        }
        if channels.isEmpty { return }
        for channel in channels { Self.tell(channel, ChannelShouldQuiesceEvent()) }
        for await _ in self.emptied {}
    }

    /// Tells the connections of owners to end whose keys were taken away, as at a shutdown.
    package func endRevoked() {
        let owned = self.state.withLock { Array($0.channels.values) }
        for (channel, owner) in owned where !owner.isEmpty && !self.admits(owner) {
            Self.tell(channel, WebSocketDismissal(close: .revokedKey))
        }
    }

    private func remove(_ id: ObjectIdentifier) {
        let isEmpty = self.state.withLock { state in
            state.channels[id] = nil
            return state.isDraining && state.channels.isEmpty
        }
        if isEmpty { self.emptiness.finish() }
    }

    private static func tell(_ channel: any Channel, _ event: any Sendable) {
        channel.pipeline.fireUserInboundEventTriggered(event)
    }
}
