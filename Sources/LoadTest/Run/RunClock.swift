// SPDX-License-Identifier: Apache-2.0

/// Seconds since a run began, by a clock that nobody sets.
struct RunClock: Sendable {
    private let clock = ContinuousClock()
    private let zero: ContinuousClock.Instant

    /// A clock that begins now.
    init() {
        zero = clock.now
    }

    var now: Double { (clock.now - zero) / .seconds(1) }

    /// Waits until a time has come.
    func sleep(until time: Double) async throws {
        try await clock.sleep(until: zero + .seconds(time), tolerance: .zero)
    }
}
