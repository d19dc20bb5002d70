import NIOCore
import Synchronization

/// What a client sent faster than it is transcribed, bounded by its size; one producer, one consumer.
///
/// A client's ping stands behind all that it sent before, in its own and the kernel's buffers: some megabytes. Were the
/// connection not read while the model is busy, a file sent at full speed would end with a ping timeout.
final class ReadAhead<Item: Sendable>: Sendable {
    private struct State {
        var items = CircularBuffer<(item: Item, size: Int)>()
        var size = 0
        var isFinished = false
        var producer: CheckedContinuation<Void, Never>?
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
        let consumer: CheckedContinuation<Item?, Never>? = self.state.withLock { state in
            guard !state.isFinished else { return nil }
            if let consumer = state.consumer.take() { return consumer }
            state.items.append((item, size))
            state.size += size
            self.budget.take(size)
            return nil
        }
        if let consumer { return consumer.resume(returning: item) }
        await withCheckedContinuation { continuation in
            let isRoom = self.state.withLock { state in
                if state.isFinished || !self.budget.isExceeded(by: state.size) { return true }
                state.producer = continuation
                return false
            }
            if isRoom { continuation.resume() }
        }
    }

    /// The next item; nil after the last.
    func next() async -> Item? {
        await withCheckedContinuation { (continuation: CheckedContinuation<Item?, Never>) in
            let (item, producer): (Item??, CheckedContinuation<Void, Never>?) = self.state.withLock { state in
                guard let (item, size) = state.items.popFirst() else {
                    if state.isFinished { return (.some(nil), nil) }
                    state.consumer = continuation
                    return (nil, nil)
                }
                state.size -= size
                self.budget.giveBack(size)
                return (item, self.budget.isExceeded(by: state.size) ? nil : state.producer.take())
            }
            producer?.resume()
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
        let (producer, consumer) = self.state.withLock { state in
            state.isFinished = true
            change(&state)
            return (state.producer.take(), state.consumer.take())
        }
        producer?.resume()
        consumer?.resume(returning: nil)
    }
}
