import NIOCore
import Synchronization

/// What a client sent faster than it is transcribed, bounded by its size; one consumer.
///
/// A client's ping stands behind all that it sent before, in its own and the kernel's buffers: some megabytes. Were the
/// connection not read while the model is busy, a file sent at full speed would end with a ping timeout.
final class ReadAhead<Item: Sendable>: Sendable {
    private struct State {
        var items = CircularBuffer<(item: Item, size: Int)>()
        var size = 0
        var isFinished = false
        var producers: [CheckedContinuation<Void, Never>] = []
        var consumer: CheckedContinuation<Item?, Never>?
    }

    private let state = Mutex(State())
    private let budget: ReadAheadBudget

    init(budget: ReadAheadBudget) {
        self.budget = budget
    }

    deinit {
        self.cancel()
    }

    /// Adds an item, then waits while too much is held. Nothing is taken after ``finish()`` or ``cancel()``.
    /// - Parameter size: the size in bytes.
    func push(_ item: Item, size: Int) async {
        self.add(item, size: size)
        await self.untilThereIsRoom()
    }

    /// Adds an item, however much is held: ``untilThereIsRoom()`` is to be waited for before the next.
    func add(_ item: Item, size: Int) {
        let consumer: CheckedContinuation<Item?, Never>? = self.state.withLock { state in
            guard !state.isFinished else { return nil }
            if let consumer = state.consumer.take() { return consumer }
            state.items.append((item, size))
            state.size += size
            self.budget.take(size)
            return nil
        }
        consumer?.resume(returning: item)
    }

    /// Waits while too much is held.
    func untilThereIsRoom() async {
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
    func releaseProducers() {
        let producers = self.state.withLock { Self.takeProducers(&$0) }
        for producer in producers { producer.resume() }
    }

    /// The next item; nil after the last.
    func next() async -> Item? {
        await withCheckedContinuation { (continuation: CheckedContinuation<Item?, Never>) in
            let (item, producers): (Item??, [CheckedContinuation<Void, Never>]) = self.state.withLock { state in
                guard let (item, size) = state.items.popFirst() else {
                    if state.isFinished { return (.some(nil), []) }
                    state.consumer = continuation
                    return (nil, [])
                }
                state.size -= size
                self.budget.giveBack(size)
                return (item, self.budget.isExceeded(by: state.size) ? [] : Self.takeProducers(&state))
            }
            for producer in producers { producer.resume() }
            if let item { continuation.resume(returning: item) }
        }
    }

    /// No more items come; those that are held are still given.
    func finish() {
        self.end { _ in }
    }

    /// Neither are those that are held.
    func cancel() {
        self.end { state in
            self.budget.giveBack(state.size)
            state.size = 0
            state.items.removeAll()
        }
    }

    private func end(_ change: (inout State) -> Void) {
        let (producers, consumer) = self.state.withLock { state in
            state.isFinished = true
            change(&state)
            return (Self.takeProducers(&state), state.consumer.take())
        }
        for producer in producers { producer.resume() }
        consumer?.resume(returning: nil)
    }

    private static func takeProducers(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.producers = [] }
        return state.producers
    }
}
