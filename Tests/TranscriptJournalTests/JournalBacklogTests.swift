// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TranscriptJournal

/// What waits to be written, as a value.
struct JournalBacklogTests {
    private static let change: JournalBacklog.Change = { _ throws(JournalError) in }

    @Test func numbersChangesInTheirOrder() {
        var backlog = JournalBacklog()
        #expect(backlog.first == nil && backlog.done == 0)
        let numbers = (0..<3).map { _ in backlog.add(Self.change) }
        #expect(numbers == [1, 2, 3] && backlog.count == 3 && backlog.done == 0)
        backlog.removeFirst()
        #expect(backlog.done == 1)
        backlog.loseFirst()
        #expect(backlog.done == 2 && backlog.count == 1 && backlog.lost == 1)
    }

    @Test func losesWhatDoesNotFit() {
        var backlog = JournalBacklog(limit: 10_000)
        var kept = 0
        while backlog.add(size: 1_000, Self.change) != nil { kept += 1 }
        #expect(kept == 6 && backlog.lost == 1 && backlog.count == 6)
        let large = backlog.add(size: 1_000_000, Self.change)
        #expect(large == nil && backlog.lost == 2)
        backlog.removeFirst()
        // The numbers go on.
        let next = backlog.add(size: 1_000, Self.change)
        #expect(next == 7 && backlog.done == 1)
    }
}
