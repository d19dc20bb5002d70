// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Decides when to ping a silent peer and when to give it up. A plain value; the time is passed in.
struct WebSocketKeepAlive {
    enum Action: Equatable {
        /// All is well; check again then.
        case wait(until: NIODeadline)
        /// Send a ping; check again then.
        case ping(checkAgain: NIODeadline)
        case giveUp
    }

    private let interval: TimeAmount
    private let allowed: Int
    private var lastHeard: NIODeadline
    private var unanswered = 0

    /// - Parameters:
    ///   - interval: silence that calls for a ping, and time between two pings.
    ///   - allowed: pings that may stay unanswered.
    init(interval: TimeAmount, allowed: Int, now: NIODeadline) {
        self.interval = interval
        self.allowed = allowed
        self.lastHeard = now
    }

    /// Anything at all arrived.
    mutating func heard(at now: NIODeadline) {
        self.lastHeard = now
        self.unanswered = 0
    }

    /// - Parameter listening: whether the connection is being read; nothing arrives from the peer while it is not.
    mutating func check(at now: NIODeadline, listening: Bool) -> Action {
        guard listening else {
            self.heard(at: now)
            return .wait(until: now + self.interval)
        }
        let due = self.lastHeard + self.interval * (self.unanswered + 1)
        guard now >= due else { return .wait(until: due) }
        guard self.unanswered < self.allowed else { return .giveUp }
        self.unanswered += 1
        return .ping(checkAgain: now + self.interval)
    }
}
