// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// The distribution of a recorder's values, or of a timer's in seconds.
final class PrometheusHistogram: RecorderHandler, TimerHandler, Sendable {
    private let bounds: [Double]
    private let state: Mutex<(counts: [Int], sum: Double)>

    /// - Parameter bounds: the buckets' upper bounds, ascending.
    init(bounds: [Double]) {
        self.bounds = bounds
        self.state = Mutex((Array(repeating: 0, count: bounds.count + 1), 0))
    }

    var value: MetricValue {
        self.state.withLock { .distribution(counts: $0.counts, sum: $0.sum) }
    }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = self.bounds.firstIndex { value <= $0 } ?? self.bounds.count
        self.state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func record(_ value: Int64) { self.record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { self.record(Double(duration) / 1e9) }
}
