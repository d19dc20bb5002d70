// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How much the clients of a server may make it hold before any session takes it: parts of messages, which cannot be rejected once
/// they are begun. Where all hold too much, the connection with most is ended.
package final class InboundBudget: Sendable {
    /// A connection that holds something; it is forgotten at the latest when nobody holds this.
    package final class Account: Sendable {
        private let budget: InboundBudget
        private let id: Int
        private let isNoted = Atomic<Bool>(false)

        fileprivate init(budget: InboundBudget, id: Int) {
            self.budget = budget
            self.id = id
        }

        deinit { self.budget.remove(self.id) }

        /// The connection holds so many bytes now.
        package func note(_ bytes: Int) {
            // Nearly all hold little at all times.
            guard bytes > self.budget.floor || self.isNoted.load(ordering: .relaxed) else { return }
            self.isNoted.store(bytes > self.budget.floor, ordering: .relaxed)
            self.budget.note(self.id, holds: bytes)
        }
    }

    private struct State {
        var ledger: InboundLedger
        var ends: [Int: @Sendable () -> Void] = [:]
        var opened = 0
    }

    private let floor: Int
    private let state: Mutex<State>

    package convenience init() {
        self.init(InboundLedger())
    }

    init(_ ledger: InboundLedger) {
        self.floor = ledger.floor
        self.state = Mutex(State(ledger: ledger))
    }

    /// Takes in a connection.
    /// - Parameter end: ends it, to free what it holds; called on any thread.
    package func open(end: @escaping @Sendable () -> Void) -> Account {
        let id = self.state.withLock { state in
            state.opened += 1
            state.ends[state.opened] = end
            return state.opened
        }
        return Account(budget: self, id: id)
    }

    private func note(_ id: Int, holds bytes: Int) {
        let end = self.state.withLock { state in state.ledger.note(id, holds: bytes).flatMap { state.ends[$0] } }
        end?()
    }

    private func remove(_ id: Int) {
        self.state.withLock { state in
            state.ledger.forget(id)
            state.ends[id] = nil
        }
    }
}
