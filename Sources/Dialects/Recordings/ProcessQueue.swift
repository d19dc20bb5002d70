// SPDX-License-Identifier: Apache-2.0

import SessionRuntime

/// Which recordings may have a process of their own now, and which wait. A plain value.
///
/// A client has half of the processes at most, so that one with many slow recordings never keeps all others waiting.
struct ProcessQueue {
    typealias Owner = SessionCounts.Client

    private let limit: Int
    private var running: [Owner: Int] = [:]
    private var waiting: [(id: Int, owner: Owner)] = []

    /// - Parameter limit: how many processes there may be at a time, from 1.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many processes run.
    var count: Int { self.running.values.reduce(0, +) }

    private var ownerLimit: Int { (self.limit + 1) / 2 }

    /// Asks for a process.
    /// - Parameter id: what the recording is called until it may run.
    /// - Returns: whether it may run at once; else it waits.
    mutating func enter(_ id: Int, owner: Owner) -> Bool {
        guard self.hasRoom(owner) else {
            self.waiting.append((id, owner))
            return false
        }
        self.running[owner, default: 0] += 1
        return true
    }

    /// A process ended.
    /// - Returns: the recording that may run now: of the client that has the fewest, the one that has waited longest.
    mutating func leave(_ owner: Owner) -> Int? {
        let count = self.running[owner, default: 0] - 1
        self.running[owner] = count > 0 ? count : nil
        let next = self.waiting.indices.filter { self.hasRoom(self.waiting[$0].owner) }
            .min { self.running[self.waiting[$0].owner, default: 0] < self.running[self.waiting[$1].owner, default: 0] }
        guard let next else { return nil }
        let (id, owner) = self.waiting.remove(at: next)
        self.running[owner, default: 0] += 1
        return id
    }

    /// A recording waits no longer.
    /// - Returns: whether it did wait.
    mutating func giveUp(_ id: Int) -> Bool {
        guard let index = self.waiting.firstIndex(where: { $0.id == id }) else { return false }
        self.waiting.remove(at: index)
        return true
    }

    private func hasRoom(_ owner: Owner) -> Bool {
        self.count < self.limit && self.running[owner, default: 0] < self.ownerLimit
    }
}
