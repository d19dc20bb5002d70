// SPDX-License-Identifier: Apache-2.0

/// All values of a metric at one moment, one for each set of labels.
package struct MetricFamily: Sendable, Equatable {
    /// A value with its labels.
    package struct Series: Sendable, Equatable {
        package let labels: [MetricLabel]
        package let value: MetricValue

        package init(labels: [MetricLabel], value: MetricValue) {
            self.labels = labels
            self.value = value
        }
    }

    package let description: MetricDescription
    package var series: [Series]

    package init(_ description: MetricDescription, _ series: [Series]) {
        self.description = description
        self.series = series
    }

    /// A metric with a single value.
    package init(_ description: MetricDescription, _ value: Double, labels: [MetricLabel] = []) {
        self.init(description, [Series(labels: labels, value: .number(value))])
    }

    /// A metric with a value for each value of one label.
    package init(_ description: MetricDescription, by label: String, _ values: KeyValuePairs<String, MetricValue>) {
        self.init(description, values.map { Series(labels: [MetricLabel(label, $0.key)], value: $0.value) })
    }
}
