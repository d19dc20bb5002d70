// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Says to a running job that no one waits for its result any longer.
final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() {
        flag.store(true, ordering: .relaxed)
    }
}
