// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A ``ResumptionState`` that the tasks of a session share, and wait for.
final class SharedResumption: Sendable {
    private struct State {
        var resumption: ResumptionState
        /// The connection's loop, while there is nothing to send.
        var reader: CheckedContinuation<Void, Never>?
        /// Those who have something to tell, while earlier events are not sent yet.
        var emitters: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ resumption: ResumptionState) {
        self.state = Mutex(State(resumption: resumption))
    }

    /// Reads the state, or changes something that no one waits for.
    func withLock<Result>(_ body: (inout ResumptionState) throws -> sending Result) rethrows -> sending Result {
        try self.state.withLock { try body(&$0.resumption) }
    }

    /// Changes the state and wakes those who may have waited for it, once the lock is free.
    func update<Result, Failure: Error>(
        _ change: (inout ResumptionState) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (result, reader, emitters) = self.state.withLock { state in
            let result: Swift.Result<Result, Failure>
            do throws(Failure) { result = .success(try change(&state.resumption)) } catch { result = .failure(error) }
            var emitters: [CheckedContinuation<Void, Never>] = []
            if state.resumption.canEmit { swap(&emitters, &state.emitters) }
            return (result, state.reader.take(), emitters)
        }
        reader?.resume()
        for emitter in emitters { emitter.resume() }
        return try result.get()
    }

    /// Waits until the next event may be emitted; see ``ResumptionState/canEmit``.
    func untilItCanEmit() async {
        while !self.withLock({ $0.canEmit }) {
            await withCheckedContinuation { continuation in
                let canEmit = self.state.withLock { state in
                    if state.resumption.canEmit { return true }
                    state.emitters.append(continuation)
                    return false
                }
                if canEmit { continuation.resume() }
            }
        }
    }

    /// What a connection has to send next, once there is something; see ``ResumptionState/delivery(after:on:)``.
    func delivery(after number: Int, on connection: Int) async -> ResumptionState.Delivery {
        while true {
            let delivery = self.update { $0.delivery(after: number, on: connection) }
            guard delivery == .wait else { return delivery }
            await withCheckedContinuation { continuation in
                let isNews = self.state.withLock { state in
                    if state.resumption.delivery(after: number, on: connection) != .wait { return true }
                    state.reader = continuation
                    return false
                }
                if isNews { continuation.resume() }
            }
        }
    }
}
