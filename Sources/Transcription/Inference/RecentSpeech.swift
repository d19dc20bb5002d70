// SPDX-License-Identifier: Apache-2.0

/// What was received of late, of one session or of many, and the work that finals of it took.
struct RecentSpeech: Sendable {
    /// Seconds of owed work.
    private var work = DecayingSum()
    /// Seconds of speech.
    private var heard = DecayingSum()

    mutating func spend(_ time: Duration, at now: ContinuousClock.Instant) {
        work.add(time / .seconds(1), at: now)
    }

    mutating func hear(_ seconds: Double, at now: ContinuousClock.Instant) {
        heard.add(seconds, at: now)
    }

    /// Takes out what is left of a session's part.
    mutating func remove(_ part: RecentSpeech, at now: ContinuousClock.Instant) {
        work.remove(part.work, at: now)
        heard.remove(part.heard, at: now)
    }

    /// As many threads as finals kept busy, or as they would if they alone had received everything.
    ///
    /// - Parameter cost: seconds of work for a second of speech that finals alone hear.
    func threads(cost: Double, at now: ContinuousClock.Instant) -> Double {
        max(work.value(at: now), heard.value(at: now) * cost) / DecayingSum.memory
    }
}
