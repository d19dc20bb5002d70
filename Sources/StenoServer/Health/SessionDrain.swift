import NIOCore
import Synchronization

/// Ends the sessions of a server that shuts down while it still answers plain requests, `/readyz` among them.
final class SessionDrain: Sendable {
    private struct State {
        var isDraining = false
        var channels: [ObjectIdentifier: (channel: any Channel, owner: String?)] = [:]
    }

    private let state = Mutex(State())
    private let (emptied, emptiness) = AsyncStream<Never>.makeStream()

    /// Whether the server shuts down.
    var isDraining: Bool { self.state.withLock { $0.isDraining } }
    /// How many connections have a session.
    var count: Int { self.state.withLock { $0.channels.count } }

    /// Takes in the connection of a session, until it is closed.
    /// - Parameter owner: whose key it was opened with, if the session ends with the connection.
    func add(_ channel: any Channel, owner: String? = nil) {
        let id = ObjectIdentifier(channel)
        let isDraining = self.state.withLock { state in
            state.channels[id] = (channel, owner)
            return state.isDraining
        }
        channel.closeFuture.whenComplete { _ in self.remove(id) }
        if isDraining { Self.tell(channel, ChannelShouldQuiesceEvent()) }
    }

    /// Tells all sessions to end, and waits until their connections are closed.
    func drain() async {
        let channels = self.state.withLock { state in
            state.isDraining = true
            return state.channels.values.map(\.channel)
        }
        if channels.isEmpty { return }
        for channel in channels { Self.tell(channel, ChannelShouldQuiesceEvent()) }
        for await _ in self.emptied {}
    }

    /// Tells the sessions of owners to end whose keys were taken away, as at a shutdown.
    func end(unless mayGoOn: (_ owner: String) -> Bool) {
        let owned = self.state.withLock { Array($0.channels.values) }
        for case (let channel, let owner?) in owned where !mayGoOn(owner) {
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
