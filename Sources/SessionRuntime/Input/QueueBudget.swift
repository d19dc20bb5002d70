// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How much may wait to be transcribed: a limit for each session, and one for all together. In bytes.
package final class QueueBudget: Sendable {
    /// What a session may always hold: it keeps the connection moving while the rest is taken.
    private static let floor = 1024 * 1024

    /// What a command of the client's counts, such as a flush: few bytes that make work and an answer.
    package static let commandSize = 16 * 1024

    /// What any item counts at least: one without a byte takes memory too.
    package let leastSize: Int
    private let perSession: Int
    private let total: Int
    private let held = Atomic<Int>(0)

    package init(perSession: Int = 16 * 1024 * 1024, total: Int = 512 * 1024 * 1024, leastSize: Int = 256) {
        self.perSession = perSession
        self.total = total
        self.leastSize = leastSize
    }

    package func take(_ size: Int) {
        self.held.add(size, ordering: .relaxed)
    }

    package func giveBack(_ size: Int) {
        self.held.subtract(size, ordering: .relaxed)
    }

    /// Whether a session that holds so much has to wait.
    package func isExceeded(by size: Int) -> Bool {
        size > self.perSession || (size > Self.floor && self.held.load(ordering: .relaxed) > self.total)
    }
}
