/// A name and a value that tell the series of a metric apart.
struct MetricLabel: Sendable, Hashable, Comparable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.name, left.value) < (right.name, right.value)
    }
}
