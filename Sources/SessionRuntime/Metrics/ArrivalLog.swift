// SPDX-License-Identifier: Apache-2.0

/// When the audio of a session came, for the last 20 s of it.
struct ArrivalLog: Sendable {
    private typealias Arrival = (end: Int, instant: ContinuousClock.Instant)

    /// Audio that came within 50 ms counts as one arrival.
    private static let step = 800
    private static let capacity = 400

    private var arrivals: [Arrival] = []
    /// Whether nothing was forgotten yet.
    private var isWhole = true
    /// The samples that came, on the session's 16 kHz clock.
    private(set) var end = 0

    /// Takes in that samples came.
    mutating func append(samples: Int, at instant: ContinuousClock.Instant) {
        guard samples > 0 else { return }
        self.end += samples
        let beforeLast = self.arrivals.dropLast().last?.end
        if let beforeLast, self.end - beforeLast < Self.step { self.arrivals.removeLast() }
        self.arrivals.append((self.end, instant))
        if self.arrivals.count > 2 * Self.capacity {
            self.arrivals.removeFirst(Self.capacity)
            self.isWhole = false
        }
    }

    /// The time since all audio before a position was there; nil if that is too long ago to know, or has not come.
    func age(of position: Int, at now: ContinuousClock.Instant) -> Duration? {
        guard let first = self.arrivals.first, position > first.end || self.isWhole else { return nil }
        var (low, high) = (0, self.arrivals.count)
        while low < high {
            let middle = (low + high) / 2
            if self.arrivals[middle].end < position { low = middle + 1 } else { high = middle }
        }
        return low < self.arrivals.count ? now - self.arrivals[low].instant : nil
    }
}
