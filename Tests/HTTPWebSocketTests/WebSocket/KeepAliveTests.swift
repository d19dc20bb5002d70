// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import HTTPWebSocket

/// Idle pings, on a clock of the test's own.
struct KeepAliveTests {
    private static func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    private func keepAlive() -> WebSocketKeepAlive {
        WebSocketKeepAlive(interval: .seconds(25), allowed: 2, now: Self.at(0))
    }

    @Test func aPeerThatIsHeardIsNotPinged() {
        var keepAlive = self.keepAlive()
        keepAlive.heard(at: Self.at(20))
        #expect(keepAlive.check(at: Self.at(25), listening: true) == .wait(until: Self.at(45)))
        keepAlive.heard(at: Self.at(44))
        #expect(keepAlive.check(at: Self.at(45), listening: true) == .wait(until: Self.at(69)))
    }

    @Test func aSilentPeerIsPingedTwiceAndGivenUp() {
        var keepAlive = self.keepAlive()
        #expect(keepAlive.check(at: Self.at(25), listening: true) == .ping(checkAgain: Self.at(50)))
        #expect(keepAlive.check(at: Self.at(50), listening: true) == .ping(checkAgain: Self.at(75)))
        #expect(keepAlive.check(at: Self.at(75), listening: true) == .giveUp)
    }

    @Test func anyAnswerStartsAgain() {
        var keepAlive = self.keepAlive()
        _ = keepAlive.check(at: Self.at(25), listening: true)
        _ = keepAlive.check(at: Self.at(50), listening: true)
        keepAlive.heard(at: Self.at(51))
        #expect(keepAlive.check(at: Self.at(75), listening: true) == .wait(until: Self.at(76)))
    }

    @Test func aPeerWhoIsNotListenedToIsNotBlamed() {
        var keepAlive = self.keepAlive()
        #expect(keepAlive.check(at: Self.at(100), listening: false) == .wait(until: Self.at(125)))
        #expect(keepAlive.check(at: Self.at(125), listening: true) == .ping(checkAgain: Self.at(150)))
    }
}
