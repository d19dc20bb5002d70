// SPDX-License-Identifier: Apache-2.0

/// When a session's audio was spoken, as far as its arrival tells.
///
/// A leaky bucket: audio fills it, time drains it at 1.25 times real time, so that a late start or a sender's quick
/// clock is forgiven. Audio that stays within the allowance counts as spoken when it arrived; beyond, the session sends
/// faster than anybody speaks, and the rest counts as not yet spoken.
struct ArrivalClock: Sendable {
    /// Audio that may come at once: what a client recorded before it was connected, or a network's hiccup.
    private static let allowance = Duration.seconds(5)
    private static let rate = 1.25

    private var level = Duration.zero
    private var last: ContinuousClock.Instant?

    /// Takes in that audio arrived.
    mutating func advance(samples: Int, at now: ContinuousClock.Instant) {
        level = level(at: now) + .seconds(Double(samples) / 16_000 / Self.rate)
        last = now
    }

    /// When the newest audio was or would have been spoken: now, or later if it was sent too fast.
    func due(at now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        now + max(.zero, level(at: now) - Self.allowance)
    }

    private func level(at now: ContinuousClock.Instant) -> Duration {
        last.map { max(.zero, level - (now - $0)) } ?? .zero
    }
}
