// SPDX-License-Identifier: Apache-2.0

public import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps all values in memory, for Prometheus to fetch.
///
/// A metric is described before it gets values; one that is not gets its kind from its first use, and a timer or
/// recorder the bounds ``defaultBounds``. Whoever makes a metric as another kind than it is gets a handler whose values
/// are not shown. Labels are for things of which there are few: the values of a metric that has
/// ``maximumSeries`` sets of them already are counted under the label value `other`.
public final class PrometheusRegistry: MetricsFactory {
    /// Bounds of histograms without a description: 5 ms to 30 s.
    public static let defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// How many sets of labels a metric may have.
    public static let maximumSeries = 100

    private struct Family {
        let description: MetricDescription
        var numbers: [[MetricLabel]: PrometheusNumber] = [:]
        var histograms: [[MetricLabel]: PrometheusHistogram] = [:]

        var series: [MetricFamily.Series] {
            let values = self.numbers.map { MetricFamily.Series(labels: $0, value: .number($1.value)) }
            let distributions = self.histograms.map { MetricFamily.Series(labels: $0, value: $1.value) }
            return (values + distributions).sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
        }
    }

    private let families: Mutex<[String: Family]>

    /// A registry that knows some metrics.
    public init(_ descriptions: [MetricDescription] = []) {
        self.families = Mutex(
            Dictionary(descriptions.map { ($0.name, Family(description: $0)) }, uniquingKeysWith: { $1 }))
    }

    /// All values, by name.
    package func snapshot() -> [MetricFamily] {
        self.families.withLock { families in
            families.values.map { MetricFamily($0.description, $0.series) }
        }.sorted { $0.description.name < $1.description.name }
    }

    private func number(_ label: String, _ dimensions: [(String, String)], _ kind: MetricKind) -> PrometheusNumber {
        self.withFamily(label, kind) { family in
            let labels = Self.labels(dimensions, isFull: family.numbers.count >= Self.maximumSeries) {
                family.numbers[$0] != nil
            }
            let number = family.numbers[labels] ?? PrometheusNumber()
            family.numbers[labels] = number
            return number
        } ?? PrometheusNumber()
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> PrometheusHistogram {
        self.withFamily(label, .histogram) { family in
            let labels = Self.labels(dimensions, isFull: family.histograms.count >= Self.maximumSeries) {
                family.histograms[$0] != nil
            }
            let histogram = family.histograms[labels] ?? PrometheusHistogram(bounds: family.description.bounds)
            family.histograms[labels] = histogram
            return histogram
        } ?? PrometheusHistogram(bounds: Self.defaultBounds)
    }

    /// Changes a family; nil if there is one of another kind, or the name is none of Prometheus.
    private func withFamily<Handler: Sendable>(
        _ label: String, _ kind: MetricKind, _ change: (inout Family) -> Handler
    ) -> Handler? {
        guard PrometheusText.isName(label) else { return nil }
        return self.families.withLock { families in
            let bounds = kind == .histogram ? Self.defaultBounds : []
            var family =
                families[label] ?? Family(description: MetricDescription(label, kind, label, bounds: bounds))
            guard family.description.kind == kind else { return nil }
            defer { families[label] = family }
            return change(&family)
        }
    }

    private static func labels(
        _ dimensions: [(String, String)], isFull: Bool, isKnown: ([MetricLabel]) -> Bool
    ) -> [MetricLabel] {
        // A colon is for names of metrics only.
        let valid = dimensions.filter { PrometheusText.isName($0.0) && !$0.0.contains(":") }
        let labels = valid.map { MetricLabel($0.0, $0.1) }.sorted()
        return isFull && !isKnown(labels) ? labels.map { MetricLabel($0.name, "other") } : labels
    }
}

// MARK: - MetricsFactory

extension PrometheusRegistry {
    /// Makes or finds a counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.number(label, dimensions, .counter)
    }

    /// Makes or finds a counter.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        self.number(label, dimensions, .counter)
    }

    /// Makes or finds a gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.number(label, dimensions, .gauge)
    }

    /// Makes or finds a histogram, or a gauge of the last value.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate ? self.histogram(label, dimensions) : self.number(label, dimensions, .gauge)
    }

    /// Makes or finds a histogram in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        self.histogram(label, dimensions)
    }

    // Prometheus takes a series that vanishes for one that was reset: nothing is forgotten.

    /// Keeps the series.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Keeps the series.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Keeps the series.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Keeps the series.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Keeps the series.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
