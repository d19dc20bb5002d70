// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Watches the deadlines of one session.
package final class DeadlineTimer: Sendable {
    private struct State {
        var deadlines: SessionDeadlines
        var expiry: SessionDeadlines.Expiry?
    }

    private let clock = ContinuousClock()
    private let state: Mutex<State>
    /// How long the session may last; nil forever.
    package let longest: Duration?

    /// - Parameters:
    ///   - duration: how long the session may last; nil forever.
    ///   - idle: how long it may last without audio; nil forever.
    package init(duration: Duration?, idle: Duration?) {
        let deadlines = SessionDeadlines(duration: duration, idle: idle, now: self.clock.now)
        self.longest = duration
        self.state = Mutex(State(deadlines: deadlines))
    }

    /// The timer of a session under the limits of a server.
    package convenience init(_ limits: SessionLimits) {
        self.init(duration: limits.sessionDuration, idle: limits.idleTimeout)
    }

    /// What has run out; nil while nothing has.
    package var expiry: SessionDeadlines.Expiry? { self.state.withLock { $0.expiry } }

    /// Audio came; the session is not idle while `body` takes it.
    package func audioArrived(_ body: () async -> Void) async {
        self.state.withLock { $0.deadlines.silence.audioArrived(at: self.clock.now) }
        await body()
        self.state.withLock { $0.deadlines.silence.resumed(at: self.clock.now) }
    }

    /// No deadline counts any longer.
    package func stop() {
        self.state.withLock { $0.deadlines = SessionDeadlines(duration: nil, idle: nil, now: self.clock.now) }
    }

    /// Waits until a deadline is over and then calls `end`; ends without that when its task is cancelled.
    package func run(_ end: (SessionDeadlines.Expiry) -> Void) async {
        while !Task.isCancelled {
            let action = self.state.withLock { state in
                let action = state.deadlines.check(at: self.clock.now)
                if case .end(let expiry) = action { state.expiry = expiry }
                return action
            }
            switch action {
            case .end(let expiry): return end(expiry)
            case .wait(nil): return
            case .wait(let deadline?): try? await self.clock.sleep(until: deadline)
            }
        }
    }
}
