// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// What a client sent faster than it is transcribed, bounded by its size; one consumer.
///
/// A client's ping stands behind all that it sent before, in its own and the kernel's buffers: some megabytes. Were the
/// connection not read while the model is busy, a file sent at full speed would end with a ping timeout.
package final class BoundedQueue<Item: Sendable>: Sendable {
    private struct State {
        var items = CircularBuffer<(item: Item, size: Int)>()
        var size = 0
        var isFinished = false
        var producers: [CheckedContinuation<Void, Never>] = []
        var consumer: CheckedContinuation<Item?, Never>?
    }

    private let state = Mutex(State())
    private let budget: QueueBudget

    package init(budget: QueueBudget) {
        self.budget = budget
    }

    deinit {
        self.cancel()
    }

    /// Adds an item, then waits while too much is held. Nothing is taken after ``finish()`` or ``cancel()``.
    /// - Parameter size: the size in bytes; it counts as ``QueueBudget/leastSize`` at least.
    package func push(_ item: Item, size: Int) async {
        self.add(item, size: size)
        await self.waitForCapacity()
    }

    /// Adds an item, however much is held: ``waitForCapacity()`` is to be waited for before the next.
    package func add(_ item: Item, size: Int) {
        self.put(item, size: size)
        self.wake()
    }

    /// Adds an item for someone who holds a lock, and calls ``wake()`` once it is free.
    ///
    /// No task may be resumed under a lock that one of its cancellation handlers takes: handlers run under a lock of the
    /// task, which whoever resumes it waits for.
    package func put(_ item: Item, size: Int) {
        let size = max(size, self.budget.leastSize)
        self.state.withLock { state in
            guard !state.isFinished else { return }
            state.items.append((item, size))
            state.size += size
            self.budget.take(size)
        }
    }

    /// Takes no more, for someone who holds a lock, as ``put(_:size:)`` adds.
    package func close() {
        self.state.withLock { $0.isFinished = true }
    }

    /// Resumes those who waited for what was put.
    package func wake() {
        let (consumer, item, producers) = self.state.withLock { state in
            let producers = state.isFinished ? Self.takeProducers(&state) : []
            guard !state.items.isEmpty || state.isFinished, let consumer = state.consumer.take() else {
                return (nil as CheckedContinuation<Item?, Never>?, nil as Item?, producers)
            }
            return (consumer, self.pop(&state), producers)
        }
        for producer in producers { producer.resume() }
        consumer?.resume(returning: item)
    }

    /// Waits while too much is held.
    package func waitForCapacity() async {
        await withCheckedContinuation { continuation in
            let isRoom = self.state.withLock { state in
                if state.isFinished || !self.budget.isExceeded(by: state.size) { return true }
                state.producers.append(continuation)
                return false
            }
            if isRoom { continuation.resume() }
        }
    }

    /// Lets those who wait for room go.
    package func releaseProducers() {
        let producers = self.state.withLock { Self.takeProducers(&$0) }
        for producer in producers { producer.resume() }
    }

    /// The next item; nil after the last.
    package func next() async -> Item? {
        await withCheckedContinuation { (continuation: CheckedContinuation<Item?, Never>) in
            let (item, producers): (Item??, [CheckedContinuation<Void, Never>]) = self.state.withLock { state in
                guard let item = self.pop(&state) else {
                    if state.isFinished { return (.some(nil), []) }
                    state.consumer = continuation
                    return (nil, [])
                }
                return (item, self.budget.isExceeded(by: state.size) ? [] : Self.takeProducers(&state))
            }
            for producer in producers { producer.resume() }
            if let item { continuation.resume(returning: item) }
        }
    }

    /// No more items come; those that are held are still given.
    package func finish() {
        self.close()
        self.wake()
    }

    /// Neither are those that are held.
    package func cancel() {
        self.state.withLock { state in
            state.isFinished = true
            self.budget.giveBack(state.size)
            state.size = 0
            state.items.removeAll()
        }
        self.wake()
    }

    private func pop(_ state: inout State) -> Item? {
        guard let (item, size) = state.items.popFirst() else { return nil }
        state.size -= size
        self.budget.giveBack(size)
        return item
    }

    private static func takeProducers(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.producers = [] }
        return state.producers
    }
}
