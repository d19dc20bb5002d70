// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts up from 1.
final class ItemNumbers: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
