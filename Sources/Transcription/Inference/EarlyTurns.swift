// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Whose turn it is to look for speech, among sessions whose audio came before it can have been spoken: a few at a time, in
/// the order in which they asked.
///
/// Voice activity detection runs on the threads of Swift concurrency. Files that are sent at full speed would take all of
/// them, and live sessions would wait; so these never ask for a turn, and always find a thread.
final class EarlyTurns: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// The first of those that still wait.
        var first = 0
    }

    private let state: Mutex<State>

    /// - Parameter limit: how many turns there are; half of the cores unless told otherwise.
    init(limit: Int? = nil) {
        let cores = Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))
        state = Mutex(State(free: max(1, limit ?? cores / 2)))
    }

    /// How many wait for a turn.
    var waitingTasks: Int { state.withLock { $0.waiting.count - $0.first } }

    /// Waits for a turn, which is to be given back by ``release()`` within milliseconds.
    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Gives a turn back, or on to the next.
    func release() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.first < state.waiting.count else {
                state.free += 1
                return nil
            }
            let next = state.waiting[state.first]
            state.first += 1
            if state.first > 64 || state.first == state.waiting.count {
                state.waiting.removeFirst(state.first)
                state.first = 0
            }
            return next
        }
        next?.resume()
    }
}
