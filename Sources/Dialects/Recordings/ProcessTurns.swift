// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Synchronization

/// Gives recordings their turn to run a process; see ``ProcessQueue``.
final class ProcessTurns: Sendable {
    private struct State {
        var queue: ProcessQueue
        var identifiers = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        /// What became of those that have not begun to wait yet.
        var outcomes: [Int: Result<Void, any Error>] = [:]
    }

    private let patience: Duration
    private let state: Mutex<State>

    /// - Parameters:
    ///   - limit: how many may run at a time.
    ///   - patience: how long the others wait.
    init(limit: Int, patience: Duration) {
        self.patience = patience
        self.state = Mutex(State(queue: ProcessQueue(limit: limit)))
    }

    /// Waits for a turn.
    /// - Returns: what gives it back.
    /// - Throws: ``Rejection`` when it does not come in time, `CancellationError`.
    func wait(_ owner: ProcessQueue.Owner) async throws -> ProcessTurn {
        let (id, mayRun) = self.state.withLock { state in
            state.identifiers += 1
            return (state.identifiers, state.queue.enter(state.identifiers, owner: owner))
        }
        if !mayRun {
            let timer = Task {
                try await Task.sleep(for: self.patience)
                self.giveUp(id, Self.refusal)
            }
            defer { timer.cancel() }
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let outcome = self.state.withLock { state in
                        let outcome = state.outcomes.removeValue(forKey: id)
                        if outcome == nil { state.waiting[id] = continuation }
                        return outcome
                    }
                    if let outcome { continuation.resume(with: outcome) }
                }
            } onCancel: {
                self.giveUp(id, CancellationError())
            }
        }
        return ProcessTurn { [self] in
            if let next = self.state.withLock({ $0.queue.leave(owner) }) { self.settle(next, .success(())) }
        }
    }

    private func giveUp(_ id: Int, _ error: any Error) {
        if self.state.withLock({ $0.queue.giveUp(id) }) { self.settle(id, .failure(error)) }
    }

    /// Called once for each that waits: whoever takes it from the queue.
    private func settle(_ id: Int, _ outcome: Result<Void, any Error>) {
        let continuation = self.state.withLock { state in
            let continuation = state.waiting.removeValue(forKey: id)
            if continuation == nil { state.outcomes[id] = outcome }
            return continuation
        }
        continuation?.resume(with: outcome)
    }

    private static let refusal = Rejection(
        .overloaded, "Too many recordings are being read at a time. Try again later.", retryAfter: .seconds(10))
}

/// A recording's turn to run a process; given back when no one holds it any longer.
final class ProcessTurn: Sendable {
    private let leave: @Sendable () -> Void

    init(leave: @escaping @Sendable () -> Void) {
        self.leave = leave
    }

    deinit { self.leave() }
}
