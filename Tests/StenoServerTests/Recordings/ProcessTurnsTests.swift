// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Testing

@testable import Dialects

/// Waiting for a process.
@Suite(.timeLimit(.minutes(1)))
struct ProcessTurnsTests {
    private static let owner = ProcessQueue.Owner(key: "a")

    @Test func turnsComeOneAfterTheOther() async throws {
        let turns = ProcessTurns(limit: 1, patience: .seconds(3_600))
        var first: ProcessTurn? = try await turns.wait(Self.owner)
        let second = Task { try await turns.wait(Self.owner) }
        withExtendedLifetime(first) {}
        first = nil
        _ = try await second.value
        #expect(first == nil)
    }

    @Test func waiterIsRejectedAfterItsTime() async throws {
        let turns = ProcessTurns(limit: 1, patience: .milliseconds(20))
        let first = try await turns.wait(Self.owner)
        let refusal = await #expect(throws: Rejection.self) { try await turns.wait(Self.owner) }
        #expect(refusal?.code == .overloaded && refusal?.retryAfter != nil)
        withExtendedLifetime(first) {}
    }

    @Test func cancelledWaiterLeavesTheQueue() async throws {
        let turns = ProcessTurns(limit: 1, patience: .seconds(3_600))
        let first = try await turns.wait(Self.owner)
        let waiting = Task { try await turns.wait(Self.owner) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        withExtendedLifetime(first) {}
    }

    @Test func manyWaitersAllGetTheirTurn() async throws {
        let turns = ProcessTurns(limit: 3, patience: .seconds(3_600))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let turn = try await turns.wait(ProcessQueue.Owner(key: "\(number % 7)"))
                    await Task.yield()
                    withExtendedLifetime(turn) {}
                }
            }
            try await group.waitForAll()
        }
    }
}
