// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Counts what happens in a run, for those who watch it.
final class LoadCounters: Sendable {
    private let state = Mutex(LoadProgress())

    var progress: LoadProgress { state.withLock { $0 } }

    func update(_ change: (inout LoadProgress) -> Void) {
        state.withLock { change(&$0) }
    }
}
