// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing

@testable import Transcription

/// Sessions that send faster than anybody speaks take turns; live ones wait for nobody.
@Suite(.timeLimit(.minutes(5))) struct EarlyTurnsTests {
    /// What several tasks do, in order.
    private final class Record: Sendable {
        private let entries = Mutex<[Int]>([])

        var all: [Int] { entries.withLock { $0 } }
        func add(_ entry: Int) { entries.withLock { $0.append(entry) } }
    }

    @Test(arguments: [1, 3]) func noMoreThanTheLimitAtOnce(limit: Int) async {
        let turns = EarlyTurns(limit: limit)
        let record = Record()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    for _ in 0..<50 {
                        await turns.take()
                        record.add(1)
                        await Task.yield()
                        record.add(-1)
                        turns.release()
                    }
                }
            }
        }
        var (now, most) = (0, 0)
        for change in record.all {
            now += change
            most = max(most, now)
        }
        #expect(most <= limit && now == 0 && record.all.count == 2_000)
    }

    @Test func areGivenInOrder() async throws {
        let turns = EarlyTurns(limit: 1)
        await turns.take()
        let order = Record()
        var tasks: [Task<Void, Never>] = []
        for number in 0..<100 {
            tasks.append(
                Task {
                    await turns.take()
                    order.add(number)
                    turns.release()
                })
            // Each asks before the next.
            while turns.waitingTasks <= number { await Task.yield() }
        }
        turns.release()
        for task in tasks { await task.value }
        #expect(order.all == Array(0..<100))
    }

    @Test func liveSessionWaitsForNoOther() async throws {
        let pool = try InferencePool(recognizer: ScriptedRecognizer(ScriptedSpeech()), settings: .init(workers: 1))
        let sessions = try ["live", "early"].map {
            try TranscriptionSession(id: $0, configuration: .init(), detector: LoudnessDetector(), pool: pool)
        }
        // All turns are taken.
        while pool.earlyTurns.waitingTasks == 0 {
            let taken = Record()
            let taking = Task {
                await pool.earlyTurns.take()
                taken.add(1)
            }
            while taken.all.isEmpty, pool.earlyTurns.waitingTasks == 0 { await Task.yield() }
            if !taken.all.isEmpty { await taking.value }
        }
        let appended = Record()
        let early = Task {
            try await sessions[1].append([Float](repeating: 0, count: 60 * 16_000))
            appended.add(1)
        }
        while pool.earlyTurns.waitingTasks < 2 { await Task.yield() }
        // Two seconds, which may have been spoken by now.
        try await sessions[0].append([Float](repeating: 0, count: 32_000))
        #expect(appended.all.isEmpty)
        pool.earlyTurns.release()
        pool.earlyTurns.release()
        try await early.value
        #expect(appended.all.count == 1)
        for session in sessions { session.cancel() }
    }
}
