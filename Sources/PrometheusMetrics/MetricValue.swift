// SPDX-License-Identifier: Apache-2.0

/// The value of a series.
package enum MetricValue: Sendable, Equatable {
    case number(Double)
    /// Counts of each bucket, one more than there are bounds, and the sum of all values.
    case distribution(counts: [Int], sum: Double)
}
