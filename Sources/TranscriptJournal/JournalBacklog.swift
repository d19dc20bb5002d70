// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What is to be written to a journal, in its order, while the disk does not take it. A plain value.
struct JournalBacklog {
    typealias Change = @Sendable (JournalDatabase) throws(JournalError) -> Void

    /// What a change takes in memory beside its texts, about.
    private static let overhead = 512

    private var changes = CircularBuffer<(change: Change, size: Int)>()
    private var size = 0
    private let limit: Int
    /// How many changes were taken in so far: the number of the newest.
    private(set) var added = 0
    /// How many did not fit, or could never be written.
    private(set) var lost = 0

    /// - Parameter limit: how many bytes may wait, about.
    init(limit: Int = 64 * 1024 * 1024) {
        self.limit = limit
    }

    /// How many changes wait.
    var count: Int { self.changes.count }

    /// The change whose turn it is.
    var first: Change? { self.changes.first?.change }

    /// The number of the last change that does not wait any longer.
    var done: Int { self.added - self.changes.count }

    /// Takes a change in, behind those that wait.
    /// - Parameter size: the bytes of its texts.
    /// - Returns: its number; nil if there is no room, and the change is lost.
    mutating func add(size: Int = 0, _ change: @escaping Change) -> Int? {
        let size = size + Self.overhead
        guard self.size + size <= self.limit else {
            self.lost += 1
            return nil
        }
        self.changes.append((change, size))
        self.size += size
        self.added += 1
        return self.added
    }

    /// The first change is written.
    mutating func removeFirst() {
        self.size -= self.changes.removeFirst().size
    }

    /// The first change can never be written.
    mutating func loseFirst() {
        self.removeFirst()
        self.lost += 1
    }
}
