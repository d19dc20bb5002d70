// SPDX-License-Identifier: Apache-2.0

/// Notices that a client has sent no audio for a while. A plain value; the caller passes the time.
package struct AudioPause: Equatable {
    package typealias Instant = ContinuousClock.Instant

    private let limit: Duration
    private var silence: AudioSilence
    /// Whether there is audio since the last pause.
    private var isHeard = false

    /// - Parameter limit: how long a pause is.
    package init(limit: Duration, now: Instant) {
        self.limit = limit
        self.silence = AudioSilence(now: now)
    }

    /// Audio came; until ``resumed(at:)`` no more is read.
    package mutating func audioArrived(at now: Instant) {
        self.silence.audioArrived(at: now)
        self.isHeard = true
    }

    /// More is read.
    package mutating func resumed(at now: Instant) {
        self.silence.resumed(at: now)
    }

    /// Checks whether a pause began, which it reports once.
    /// - Returns: whether it did, and when to look again.
    package mutating func check(at now: Instant) -> (began: Bool, next: Instant) {
        guard self.isHeard else { return (false, now + self.limit) }
        let end = self.silence.start(at: now) + self.limit
        guard now >= end else { return (false, end) }
        self.isHeard = false
        return (true, now + self.limit)
    }
}
