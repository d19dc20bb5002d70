// SPDX-License-Identifier: Apache-2.0

/// How often partials are made while the machine is busy: the shortest interval between two of an utterance.
///
/// An integral controller of the time that partials wait in the queue. With N sessions, m threads and s seconds a
/// partial, a session gets one each N·s/m seconds at best, however often it asks; what it asks for more often waits in
/// the queue, where every other job meets it. The wait is that cycle less the interval. So adding a share of the wait
/// above a target to the interval moves waiting out of the queue: the error shrinks by the same factor in each step,
/// without overshoot while the share is at most 1. One interval holds for all sessions, so all become rarer alike; one
/// that asked for longer intervals than this one is not touched.
struct PartialCadence: Sendable {
    /// The wait that is aimed at. A partial hears what there is when its turn comes, so waiting makes it no older: so many
    /// wait that the threads are never without work.
    private static let target = Duration.milliseconds(600)
    /// The time in which the whole error would be added.
    private static let response = Duration.seconds(2)
    /// The time over which waits are averaged.
    private static let period = Duration.milliseconds(250)

    /// The shortest interval; zero when the machine has time for all that is asked of it.
    private(set) var interval = Duration.zero
    private let longest: Duration
    private var waits = Duration.zero
    private var count = 0
    private var updated: ContinuousClock.Instant?

    /// - Parameter longest: the interval is never longer.
    init(longest: Duration) {
        self.longest = longest
    }

    /// Takes in how long a partial waited for its turn.
    mutating func observe(wait: Duration) {
        waits += wait
        count += 1
    }

    /// Adapts the interval, when a period has ended.
    ///
    /// - Parameter oldestWait: how long the oldest partial in the queue has waited, nil if none waits.
    mutating func update(at now: ContinuousClock.Instant, oldestWait: Duration?) {
        guard let last = updated else { return updated = now }
        let elapsed = now - last
        guard elapsed >= Self.period else { return }
        let mean = count == 0 ? .zero : waits / count
        // Partials that no thread gets to must count too.
        let error = max(mean, count == 0 ? oldestWait ?? .zero : .zero) - Self.target
        // However long it took to measure a wait, it is not moved twice; idle time counts in full.
        let share = error > .zero ? min(elapsed / Self.response, 1) : elapsed / Self.response
        interval = min(max(interval + error * share, .zero), longest)
        (waits, count, updated) = (.zero, 0, now)
    }
}
