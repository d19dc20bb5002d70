// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// Holds threads up until a test lets them go on, and tells the test that they are there.
public final class Gate: Sendable {
    private struct State {
        var arrivals = 0
        var isOpen = false
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let semaphore = DispatchSemaphore(value: 0)

    /// A closed gate.
    public init() {}

    /// Blocks the thread until it is let through.
    public func pass() {
        let isOpen = state.withLock { state in
            state.arrivals += 1
            let arrivals = state.arrivals
            for waiter in state.waiting where waiter.count <= arrivals { waiter.continuation.resume() }
            state.waiting.removeAll { $0.count <= arrivals }
            return state.isOpen
        }
        if !isOpen { semaphore.wait() }
    }

    /// Waits until `count` threads have arrived, counted from the beginning.
    public func arrival(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.arrivals >= count {
                    continuation.resume()
                } else {
                    state.waiting.append((count, continuation))
                }
            }
        }
    }

    /// Lets threads through, those that wait or as many that come.
    public func letThrough(_ count: Int = 1) {
        for _ in 0..<count { semaphore.signal() }
    }

    /// Lets all that wait through, and all that come.
    public func open() {
        let arrivals = state.withLock { state in
            state.isOpen = true
            return state.arrivals
        }
        letThrough(arrivals)
    }
}
