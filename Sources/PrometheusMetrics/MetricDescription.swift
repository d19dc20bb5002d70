// SPDX-License-Identifier: Apache-2.0

/// What is known of a metric before it has a value.
public struct MetricDescription: Sendable, Equatable {
    /// The name, as in `steno_words_total`.
    public let name: String
    /// What it measures.
    public let kind: MetricKind
    /// Its meaning and unit, in a sentence.
    public let help: String
    /// The upper bounds of a histogram's buckets, ascending, without infinity; empty for other kinds.
    public let bounds: [Double]

    /// Describes a metric.
    public init(_ name: String, _ kind: MetricKind, _ help: String, bounds: [Double] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.bounds = bounds
    }
}
