// SPDX-License-Identifier: Apache-2.0

/// How long jobs waited for an inference thread: a histogram.
public struct QueueDelay: Sendable, Hashable {
    /// The upper bounds of all buckets but the last, which has none.
    public static let bounds: [Duration] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500].map { .milliseconds($0) }

    /// How many jobs are in each bucket; one more than there are bounds.
    public private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    /// All waits together.
    public private(set) var total = Duration.zero
    /// The longest wait.
    public private(set) var longest = Duration.zero

    /// How many jobs were counted.
    public var count: Int { counts.reduce(0, +) }

    /// A wait that this share of the jobs stayed within: the upper bound of its bucket, or the longest of all.
    ///
    /// - Parameter share: 0…1.
    public func quantile(_ share: Double) -> Duration {
        var rest = Int((share * Double(count)).rounded(.up))
        for (bound, count) in zip(Self.bounds, counts) {
            rest -= count
            if rest <= 0 { return min(bound, longest) }
        }
        return longest
    }

    mutating func add(_ delay: Duration) {
        counts[Self.bounds.firstIndex { delay <= $0 } ?? Self.bounds.count] += 1
        total += delay
        longest = max(longest, delay)
    }
}
