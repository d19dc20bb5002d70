// SPDX-License-Identifier: Apache-2.0

/// Since when a client has sent no audio. A plain value; the time is passed in.
package struct AudioSilence: Equatable {
    package typealias Instant = ContinuousClock.Instant

    private var lastAudio: Instant
    /// Whether the client's audio waits for the server, and not the other way round.
    private var isHeldBack = false

    package init(now: Instant) {
        self.lastAudio = now
    }

    /// Audio came; until ``resumed(at:)`` no more is read.
    package mutating func audioArrived(at now: Instant) {
        self.lastAudio = now
        self.isHeldBack = true
    }

    /// More is read.
    package mutating func resumed(at now: Instant) {
        self.lastAudio = now
        self.isHeldBack = false
    }

    /// When it began; now, while the client may not send.
    package func start(at now: Instant) -> Instant { self.isHeldBack ? now : self.lastAudio }
}
