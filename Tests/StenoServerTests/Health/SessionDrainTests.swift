import NIOCore
import NIOEmbedded
import Testing

@testable import StenoServer

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

    @Test func onlySessionsOfThoseWhoMayHaveNoneAnyMoreEnd() {
        let drain = SessionDrain()
        let listeners = ["revoked", "valid", nil].map { owner in
            let listener = Listener()
            let channel = EmbeddedChannel(handler: listener)
            drain.add(channel, owner: owner)
            return listener
        }
        drain.end { $0 == "valid" }
        #expect(listeners.map(\.isToldToEnd) == [true, false, false])
        #expect(!drain.isDraining && drain.count == 3)
    }
}
