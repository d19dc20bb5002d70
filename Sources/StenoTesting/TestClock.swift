internal import Synchronization

/// A clock that stands still until a test moves it.
public final class TestClock: Clock {
    /// A time since the clock was made.
    public struct Instant: InstantProtocol {
        let offset: Duration

        /// The time later by a duration.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        /// The duration until another time.
        public func duration(to other: Instant) -> Duration { other.offset - offset }

        /// Whether one time is before the other.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var nextSleeper = 0
        var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// A clock at zero.
    public init() {}

    /// The time.
    public var now: Instant { state.withLock { $0.now } }

    /// The smallest step.
    public var minimumResolution: Duration { .zero }

    /// Waits until the clock is moved to the deadline or past it.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let number = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                state.withLock { state in
                    if Task.isCancelled {
                        continuation.resume(throwing: CancellationError())
                    } else if deadline <= state.now {
                        continuation.resume()
                    } else {
                        state.sleepers[number] = (deadline, continuation)
                        let count = state.sleepers.count
                        for watcher in state.watchers where watcher.count <= count { watcher.continuation.resume() }
                        state.watchers.removeAll { $0.count <= count }
                    }
                }
            }
        } onCancel: {
            state.withLock {
                $0.sleepers.removeValue(forKey: number)?.continuation.resume(throwing: CancellationError())
            }
        }
    }

    /// Moves the clock on and wakes those whose deadline has come, the earliest first.
    public func advance(by duration: Duration) {
        state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for (number, sleeper) in due.sorted(by: { $0.value.deadline < $1.value.deadline }) {
                state.sleepers[number] = nil
                sleeper.continuation.resume()
            }
        }
    }

    /// Waits until so many tasks sleep.
    public func sleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.sleepers.count >= count {
                    continuation.resume()
                } else {
                    state.watchers.append((count, continuation))
                }
            }
        }
    }
}
