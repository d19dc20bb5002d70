// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Testing

@testable import Dialects

/// Which recordings may run a process.
struct ProcessQueueTests {
    private static func owner(_ name: String) -> ProcessQueue.Owner { ProcessQueue.Owner(key: name) }

    /// Whether each recording may run at once.
    private static func enter(_ queue: inout ProcessQueue, _ recordings: [(id: Int, owner: String)]) -> [Bool] {
        recordings.map { queue.enter($0.id, owner: Self.owner($0.owner)) }
    }

    /// Who follows each process that ends.
    private static func leave(_ queue: inout ProcessQueue, _ owners: String...) -> [Int?] {
        owners.map { queue.leave(Self.owner($0)) }
    }

    @Test func clientHasHalfOfTheProcessesAtMost() {
        var queue = ProcessQueue(limit: 4)
        let ofOne = Self.enter(&queue, (0..<5).map { ($0, "a") })
        #expect(ofOne == [true, true, false, false, false])
        let ofOthers = Self.enter(&queue, [(5, "b"), (6, "c"), (7, "d")])
        #expect(ofOthers == [true, true, false])
        #expect(queue.count == 4)
    }

    @Test func nextIsOfTheClientWithTheFewest() {
        var queue = ProcessQueue(limit: 4)
        _ = Self.enter(&queue, (0..<4).map { ($0, "a") } + [(4, "b"), (5, "b"), (6, "c")])
        // c has none, though a's have waited longer.
        let next = Self.leave(&queue, "b", "a", "a", "c")
        #expect(next == [6, 2, 3, nil])
        #expect(queue.count == 3)
    }

    @Test func waiterThatGivesUpIsPassedOver() {
        var queue = ProcessQueue(limit: 1)
        let entered = Self.enter(&queue, [(1, "a"), (2, "a"), (3, "b")])
        #expect(entered == [true, false, false])
        let waited = [2, 2, 1].map { queue.giveUp($0) }
        #expect(waited == [true, false, false])
        let next = Self.leave(&queue, "a", "b")
        #expect(next == [3, nil])
        #expect(queue.count == 0)
    }
}
