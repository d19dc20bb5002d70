// SPDX-License-Identifier: Apache-2.0

/// The pace of a transfer over its last seconds.
struct TransferRate {
    private var marks: [(instant: ContinuousClock.Instant, bytes: Int)] = []
    private let span = Duration.seconds(5)

    /// Notes how many bytes there are now.
    mutating func update(bytes: Int, at instant: ContinuousClock.Instant) {
        // Another file, or a fresh start: what was measured before says nothing.
        if let last = marks.last, bytes < last.bytes { marks.removeAll() }
        marks.append((instant, bytes))
        while marks.count > 2, instant - marks[1].instant > span { marks.removeFirst() }
    }

    /// Bytes a second; nil until there is something to tell.
    var bytesPerSecond: Double? {
        guard let first = marks.first, let last = marks.last, last.instant - first.instant > .milliseconds(200) else {
            return nil
        }
        return Double(last.bytes - first.bytes) / ((last.instant - first.instant) / .seconds(1))
    }
}
