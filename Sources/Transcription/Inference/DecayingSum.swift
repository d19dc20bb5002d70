// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A sum whose parts lose weight with age: what is left of one is exp(−age / ``memory``).
struct DecayingSum: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// In seconds.
    static let memory = 10.0

    private var sum = 0.0
    private var updated: Instant?

    func value(at now: Instant) -> Double {
        guard let updated, now > updated else { return sum }
        return sum * Self.weight(ofAge: now - updated)
    }

    mutating func add(_ part: Double, at now: Instant) {
        sum = value(at: now) + part
        updated = max(updated ?? now, now)
    }

    /// Takes out what is left of a part.
    mutating func remove(_ part: Double, addedAt instant: Instant, at now: Instant) {
        remove(part * Self.weight(ofAge: now - instant), at: now)
    }

    /// Takes out what is left of parts that are also in another sum.
    mutating func remove(_ other: DecayingSum, at now: Instant) {
        remove(other.value(at: now), at: now)
    }

    private mutating func remove(_ rest: Double, at now: Instant) {
        add(-rest, at: now)
        sum = max(0, sum)
    }

    private static func weight(ofAge age: Duration) -> Double { exp(-(age / .seconds(1)) / memory) }
}
