// SPDX-License-Identifier: Apache-2.0

/// When a session ends by itself: after its longest duration (in audio as well, see ``AudioPacer``), or after a time without audio. A plain value; the time is
/// told to it.
package struct SessionDeadlines: Equatable {
    package typealias Instant = ContinuousClock.Instant

    /// What has run out.
    package enum Expiry: Error, Equatable {
        case duration(Duration)
        case idle(Duration)
    }

    package enum Action: Equatable {
        /// All is well; check again then, or never.
        case wait(until: Instant?)
        case end(Expiry)
    }

    private let duration: Duration?
    private let idle: Duration?
    private let start: Instant
    package var silence: AudioSilence

    package init(duration: Duration?, idle: Duration?, now: Instant) {
        self.duration = duration
        self.idle = idle
        self.start = now
        self.silence = AudioSilence(now: now)
    }

    /// What is to be done.
    package func check(at now: Instant) -> Action {
        let end = self.duration.map { self.start + $0 }
        if let duration, let end, now >= end { return .end(.duration(duration)) }
        let idleEnd = self.idle.map { self.silence.start(at: now) + $0 }
        if let idle, let idleEnd, now >= idleEnd { return .end(.idle(idle)) }
        return .wait(until: [end, idleEnd].compactMap { $0 }.min())
    }
}
