// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A duration that several threads read and change without a lock.
final class AtomicDuration: Sendable {
    private let nanoseconds = Atomic<Int64>(0)

    var value: Duration { .nanoseconds(nanoseconds.load(ordering: .relaxed)) }

    func store(_ value: Duration) {
        nanoseconds.store(Int64(value / .nanoseconds(1)), ordering: .relaxed)
    }

    func add(_ value: Duration) {
        nanoseconds.add(Int64(value / .nanoseconds(1)), ordering: .relaxed)
    }
}
