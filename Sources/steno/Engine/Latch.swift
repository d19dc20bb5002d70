// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A flag that any task may raise.
final class Latch: Sendable {
    private let state = Atomic(false)

    /// Whether it was raised.
    var isRaised: Bool { state.load(ordering: .relaxed) }

    /// Raises it for good.
    func raise() {
        state.store(true, ordering: .relaxed)
    }
}
