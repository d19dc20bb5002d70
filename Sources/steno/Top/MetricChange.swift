// SPDX-License-Identifier: Apache-2.0

/// What happened on a server between two looks at its metrics, or since its start.
struct MetricChange: Sendable {
    private let before: MetricSamples?
    let now: MetricSamples
    /// The time between the two, in seconds; more than 0.
    let seconds: Double

    /// What happened since a look before.
    init(from before: MetricSamples, to now: MetricSamples, seconds: Double) {
        self.before = before
        self.now = now
        self.seconds = max(seconds, 1e-3)
    }

    /// All that happened since the server's start.
    ///
    /// - Parameter time: now, in seconds since 1970.
    init(untilNow now: MetricSamples, time: Double) {
        before = nil
        self.now = now
        seconds = max(now.value("process_start_time_seconds").map { time - $0 } ?? 1, 1)
    }

    /// Whether the server started again in between, so that its counts began at 0 again.
    var isRestart: Bool {
        before?.value("process_start_time_seconds") != now.value("process_start_time_seconds")
    }

    /// How much a counter grew, with these labels.
    func growth(_ name: String, _ labels: [String: String] = [:]) -> Double {
        (now.value(name, labels) ?? 0) - (before?.value(name, labels) ?? 0)
    }

    /// How much a counter grew a second.
    func rate(_ name: String, _ labels: [String: String] = [:]) -> Double {
        growth(name, labels) / seconds
    }

    /// The mean of a histogram's new values; nil without any.
    func mean(_ name: String) -> Double? {
        let count = growth("\(name)_count")
        return count > 0 ? growth("\(name)_sum") / count : nil
    }

    /// A quantile of a histogram's new values, as Prometheus' `histogram_quantile` estimates it; nil without any.
    ///
    /// - Parameter share: 0…1.
    func quantile(_ share: Double, _ name: String, _ labels: [String: String] = [:]) -> Double? {
        let buckets = now.series("\(name)_bucket", labels).compactMap { sample -> (bound: Double, count: Double)? in
            guard let bound = sample.labels["le"] else { return nil }
            let number = bound == "+Inf" ? .infinity : Double(bound)
            let count = growth("\(name)_bucket", labels.merging(["le": bound]) { $1 })
            return number.map { ($0, count) }
        }.sorted { $0.bound < $1.bound }
        guard let total = buckets.last?.count, total > 0 else { return nil }
        let rank = share * total
        let index = buckets.firstIndex { $0.count >= rank } ?? buckets.count - 1
        let lower: (bound: Double, count: Double) = index > 0 ? buckets[index - 1] : (0, 0)
        guard buckets[index].bound.isFinite else { return lower.bound }
        let inBucket = buckets[index].count - lower.count
        let part = inBucket > 0 ? (rank - lower.count) / inBucket : 1
        return lower.bound + (buckets[index].bound - lower.bound) * part
    }
}
