// SPDX-License-Identifier: Apache-2.0

/// How values are spread. Percentiles are by nearest rank, so that each is a value that occurred.
public struct Distribution: Sendable, Hashable, Encodable {
    /// How many values there are, at least one.
    public var count: Int
    /// The median.
    public var p50: Double
    /// Nineteen of twenty values are no greater.
    public var p95: Double
    /// Ninety-nine of a hundred values are no greater.
    public var p99: Double
    /// The greatest value.
    public var max: Double

    /// The distribution of values in any order; nil if there are none.
    public init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let last = sorted.last else { return nil }
        let percentile = { (share: Double) in
            sorted[Swift.max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
        }
        count = sorted.count
        p50 = percentile(0.50)
        p95 = percentile(0.95)
        p99 = percentile(0.99)
        max = last
    }
}
