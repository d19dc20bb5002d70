// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Dialects

/// Sessions that are told to end.
struct SessionDrainTests {
    /// Notes that a session is told to end.
    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = Never
        var isToldToEnd = false

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? WebSocketDismissal == WebSocketDismissal(close: .revokedKey) { self.isToldToEnd = true }
        }
    }

    @Test func endsConnectionsOfRevokedOwnersOnly() {
        let valid = Mutex<Set<String>>(["revoked", "valid"])
        let drain = SessionDrain { owner in valid.withLock { $0.contains(owner) } }
        let listeners = ["revoked", "valid", ""].map { Self.add($0, to: drain) }
        #expect(listeners.map(\.isToldToEnd) == [false, false, false])
        valid.withLock { _ = $0.remove("revoked") }
        drain.endRevoked()
        #expect(listeners.map(\.isToldToEnd) == [true, false, false])
        #expect(!drain.isDraining && drain.count == 3)
    }

    /// A key may be revoked between the check of a request and its upgrade.
    @Test func endsAConnectionThatComesAfterItsKeyWasRevoked() {
        let drain = SessionDrain { _ in false }
        #expect(Self.add("revoked", to: drain).isToldToEnd)
        #expect(!Self.add("", to: drain).isToldToEnd)
    }

    private static func add(_ owner: String, to drain: SessionDrain) -> Listener {
        let listener = Listener()
        drain.add(EmbeddedChannel(handler: listener), owner: owner)
        return listener
    }
}
