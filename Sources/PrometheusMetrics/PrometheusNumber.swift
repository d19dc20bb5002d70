// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// The value of a counter or a gauge. Updates take no lock.
final class PrometheusNumber: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: self.bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        self.bits.store(value.bitPattern, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        var old = self.bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (isDone, seen) = self.bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if isDone { return }
            old = seen
        }
    }

    func increment(by amount: Int64) { self.increment(by: Double(amount)) }
    func decrement(by amount: Double) { self.increment(by: -amount) }
    func set(_ value: Int64) { self.set(Double(value)) }
    func record(_ value: Double) { self.set(value) }
    func record(_ value: Int64) { self.set(Double(value)) }
    func reset() { self.set(0.0) }
}
