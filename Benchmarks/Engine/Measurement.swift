// SPDX-License-Identifier: Apache-2.0

/// Seconds a piece of work takes.
enum Measurement {
    /// The median of `count` runs after one to warm up.
    static func median(_ count: Int = 3, _ work: () throws -> Void) rethrows -> Double {
        try work()
        let clock = ContinuousClock()
        let times = try (0..<count).map { _ in try clock.measure(work) / .seconds(1) }
        return times.sorted()[count / 2]
    }
}
