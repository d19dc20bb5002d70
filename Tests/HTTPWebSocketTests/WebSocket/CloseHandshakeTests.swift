// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTPWebSocket

/// The close handshake as a value: no socket, no clock.
struct CloseHandshakeTests {
    private let bye = WebSocketClose(.normal, reason: "bye")
    private let breach = WebSocketViolation(.messageTooBig, "too big")

    @Test func thePeerCloses() {
        var handshake = WebSocketCloseHandshake()
        #expect(
            handshake.peerClosed(self.bye) == [
                .endInbound(.peerClosed(self.bye)), .sendClose(WebSocketClose(.normal)), .startTimer(.closeTimeout),
                .disconnectAfterSending,
            ])
        #expect(!handshake.maySend && !handshake.takesMessages)
        #expect(handshake.sessionEnded() == [])
        #expect(handshake.peerVanished() == [])
        #expect(handshake.timerFired() == [.disconnect])
    }

    @Test func theSessionClosesAndThePeerAnswers() {
        var handshake = WebSocketCloseHandshake()
        #expect(
            handshake.sessionClosed(self.bye) == [
                .endInbound(.closedHere), .sendClose(self.bye), .startTimer(.closeTimeout),
            ])
        #expect(handshake.sessionEnded() == [])
        #expect(handshake.violated(self.breach) == [])
        #expect(handshake.dismissed(.shutdown) == [])
        #expect(handshake.peerClosed(self.bye) == [.disconnect])
        #expect(handshake.peerClosed(self.bye) == [])
    }

    @Test func theSessionReturnsAndThePeerNeverAnswers() {
        var handshake = WebSocketCloseHandshake()
        #expect(handshake.sessionEnded().contains(.sendClose(WebSocketClose(.normal))))
        #expect(handshake.timerFired() == [.disconnect])
    }

    @Test func aBreachLetsTheSessionSpeakBeforeItsClose() {
        var handshake = WebSocketCloseHandshake()
        #expect(
            handshake.violated(self.breach) == [
                .endInbound(.violation(self.breach.close)), .startTimer(.violationGrace),
            ])
        #expect(handshake.maySend && !handshake.takesMessages)
        #expect(handshake.sessionEnded() == [.sendClose(self.breach.close), .startTimer(.closeTimeout)])
    }

    @Test func aBreachIsClosedWithoutTheSessionIfThatTakesTooLong() {
        var handshake = WebSocketCloseHandshake()
        _ = handshake.violated(self.breach)
        #expect(handshake.timerFired() == [.sendClose(self.breach.close), .startTimer(.closeTimeout)])
        #expect(handshake.timerFired() == [.disconnect])
        #expect(handshake.sessionEnded() == [])
    }

    @Test func aShutdownWaitsForTheSession() {
        var handshake = WebSocketCloseHandshake()
        #expect(handshake.dismissed(.shutdown) == [.endInbound(.dismissed(.shutdown)), .startTimer(.shutdownGrace)])
        #expect(handshake.dismissed(.shutdown) == [])
        guard case .sendClose(let close)? = handshake.sessionEnded().first else {
            Issue.record("no close is sent")
            return
        }
        #expect(close.code == .goingAway)
    }

    @Test func aCodeOfTheSessionsChoiceCountsDuringAShutdown() {
        var handshake = WebSocketCloseHandshake()
        _ = handshake.dismissed(.shutdown)
        #expect(handshake.sessionClosed(self.bye) == [.sendClose(self.bye), .startTimer(.closeTimeout)])
    }

    @Test func aPeerThatClosesDuringAShutdownIsAnswered() {
        var handshake = WebSocketCloseHandshake()
        _ = handshake.dismissed(.shutdown)
        #expect(handshake.peerClosed(self.bye).contains(.disconnectAfterSending))
    }

    @Test func aVanishedPeerIsCut() {
        var handshake = WebSocketCloseHandshake()
        #expect(handshake.peerVanished() == [.disconnect])
        #expect(handshake.peerVanished() == [])
    }

    @Test func aReasonFitsAControlFrame() {
        let close = WebSocketClose(.normal, reason: String(repeating: "ü", count: 100))
        #expect(close.reason == String(repeating: "ü", count: 61))
        #expect(WebSocketClose(nil, reason: "lost").reason == "")
    }

    @Test func onlySomeCodesMayBeSent() {
        for code in [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999] as [UInt16] {
            #expect(WebSocketCloseCode(rawValue: code).isAllowedInFrame)
        }
        for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535] as [UInt16] {
            #expect(!WebSocketCloseCode(rawValue: code).isAllowedInFrame)
        }
    }
}
