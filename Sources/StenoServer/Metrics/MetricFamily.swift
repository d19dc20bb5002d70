/// All values of a metric at one moment, one for each set of labels.
struct MetricFamily: Sendable, Equatable {
    /// A value with its labels.
    struct Series: Sendable, Equatable {
        let labels: [MetricLabel]
        let value: MetricValue
    }

    let description: MetricDescription
    var series: [Series]

    init(_ description: MetricDescription, _ series: [Series]) {
        self.description = description
        self.series = series
    }

    /// A metric with a single value.
    init(_ description: MetricDescription, _ value: Double, labels: [MetricLabel] = []) {
        self.init(description, [Series(labels: labels, value: .number(value))])
    }

    /// A metric with a value for each value of one label.
    init(_ description: MetricDescription, by label: String, _ values: KeyValuePairs<String, MetricValue>) {
        self.init(description, values.map { Series(labels: [MetricLabel(label, $0.key)], value: $0.value) })
    }
}
