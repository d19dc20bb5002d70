// SPDX-License-Identifier: Apache-2.0

/// What a metric measures, in Prometheus' terms.
public enum MetricKind: String, Sendable {
    /// A sum that only grows.
    case counter
    /// A value that goes up and down.
    case gauge
    /// A distribution: counts of values up to each of some bounds, their sum and their number.
    case histogram
}
