// SPDX-License-Identifier: Apache-2.0

/// What a thread of the pool does next.
enum NextBatch: Sendable {
    case run(InferenceBatch)
    /// Nothing, until the queue changes.
    case wait
    /// Nothing ever again.
    case stop

    var mustWait: Bool {
        if case .wait = self { true } else { false }
    }
}
