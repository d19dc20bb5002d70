// SPDX-License-Identifier: Apache-2.0

/// The end of a connection as a state machine (RFC 6455, section 7): who closes, with what, and what to wait for.
///
/// A plain value without a clock: something happens, actions come out in the order in which to carry them out.
struct WebSocketCloseHandshake {
    enum Action: Equatable {
        /// Tell the session that no more messages come, and why.
        case endInbound(WebSocketEnding)
        case sendClose(WebSocketClose)
        /// Call ``timerFired()`` after this time; replaces an earlier timer.
        case startTimer(Timer)
        /// Cut the connection once all that was sent is on its way.
        case disconnectAfterSending
        /// Cut the connection now.
        case disconnect
    }

    enum Timer: Equatable {
        case closeTimeout
        case violationGrace
        case shutdownGrace
    }

    private enum State {
        case open
        /// The session was asked to end; this Close frame follows its last message.
        case ending(WebSocketClose)
        /// Our Close frame is out, the peer's is awaited.
        case awaitingPeer
        case closed
    }

    private var state = State.open

    /// Whether messages of the peer are still for the session.
    var takesMessages: Bool {
        if case .open = self.state { true } else { false }
    }

    /// Whether frames may still be sent.
    var maySend: Bool {
        switch self.state {
        case .open, .ending: true
        case .awaitingPeer, .closed: false
        }
    }

    /// The peer sent a Close frame.
    mutating func peerClosed(_ close: WebSocketClose) -> [Action] {
        switch self.state {
        case .open:
            self.state = .closed
            return [.endInbound(.peerClosed(close))] + Self.answer(to: close)
        case .ending:
            self.state = .closed
            return Self.answer(to: close)
        case .awaitingPeer:
            self.state = .closed
            return [.disconnect]
        case .closed:
            return []
        }
    }

    /// The session closes with a code of its choice.
    mutating func sessionClosed(_ close: WebSocketClose) -> [Action] {
        switch self.state {
        case .open:
            self.state = .awaitingPeer
            return [.endInbound(.closedHere), .sendClose(close), .startTimer(.closeTimeout)]
        case .ending:
            self.state = .awaitingPeer
            return [.sendClose(close), .startTimer(.closeTimeout)]
        case .awaitingPeer, .closed:
            return []
        }
    }

    /// The session returned.
    mutating func sessionEnded() -> [Action] {
        if case .ending(let close) = self.state { return self.sessionClosed(close) }
        return self.sessionClosed(WebSocketClose(.normal))
    }

    /// The peer broke the protocol or a limit.
    mutating func violated(_ violation: WebSocketViolation) -> [Action] {
        guard case .open = self.state else { return [] }
        self.state = .ending(violation.close)
        return [.endInbound(.violation(violation.close)), .startTimer(.violationGrace)]
    }

    /// The server ends the session.
    mutating func dismissed(_ close: WebSocketClose) -> [Action] {
        guard case .open = self.state else { return [] }
        self.state = .ending(close)
        return [.endInbound(.dismissed(close)), .startTimer(.shutdownGrace)]
    }

    /// The time of the last ``Action/startTimer(_:)`` has ended.
    mutating func timerFired() -> [Action] {
        switch self.state {
        case .open:
            return []
        case .ending(let close):
            return self.sessionClosed(close)
        case .awaitingPeer, .closed:
            self.state = .closed
            return [.disconnect]
        }
    }

    /// The peer's side of the connection ended, or nothing came from it for too long.
    mutating func peerVanished() -> [Action] {
        if case .closed = self.state { return [] }
        self.state = .closed
        return [.disconnect]
    }

    // The answer repeats the code; the timer is for a peer that does not read it.
    private static func answer(to close: WebSocketClose) -> [Action] {
        [.sendClose(WebSocketClose(close.code)), .startTimer(.closeTimeout), .disconnectAfterSending]
    }
}
