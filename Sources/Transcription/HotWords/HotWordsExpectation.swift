// SPDX-License-Identifier: Apache-2.0

/// The hot words that a session was given and that are not prepared yet, and when it may have others. A plain value.
struct HotWordsExpectation {
    /// How much longer than the preparation a session waits before the next: it may keep a thread busy for a twentieth of the time.
    private static let rest = 20

    private var given: HotWords?
    /// When others may be prepared; nil for at once.
    private(set) var earliest: ContinuousClock.Instant?

    init(_ given: HotWords?) {
        self.given = given
    }

    /// What is to be prepared before there is audio, once.
    mutating func takeGiven() -> HotWords? { given.take() }

    /// Phrases were prepared.
    mutating func prepared(at now: ContinuousClock.Instant, in time: Duration) {
        earliest = now + time * Self.rest
    }
}
