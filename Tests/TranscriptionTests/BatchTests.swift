// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing

@testable import Transcription

/// Batches on real threads.
@Suite(.timeLimit(.minutes(5))) struct BatchTests {
    private struct Failure: Error {}

    /// Notes the sizes of batches. The first request of one sample waits at the gate; empty ones fail.
    private final class BatchRecognizer: Recognizer {
        let gate = Gate()
        let batches = Mutex<[[Int]]>([])

        func tokens(of prompt: Prompt) -> [Int] { [] }

        func makeMemory() -> (any UtteranceMemory)? { nil }

        func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
            batches.withLock { $0.append(requests.map(\.samples.count)) }
            if requests.contains(where: { $0.samples.count == 1 }) { gate.pass() }
            return requests.map { request in
                if request.isCancelled() { return .failure(CancellationError()) }
                if request.samples.isEmpty { return .failure(Failure()) }
                return .success(Hypothesis(words: [], language: "\(request.samples.count)"))
            }
        }
    }

    private let recognizer = BatchRecognizer()

    private func makePool(workers: Int = 1, largest: Int = 8) throws -> InferencePool {
        try InferencePool(
            recognizer: recognizer,
            settings: .init(workers: workers, largestBatch: largest, longestBatch: .seconds(600)))
    }

    /// Starts a task for each request and waits until it is in the pool: all but the first wait for a thread.
    private func start(
        _ counts: [Int], _ kind: RecognitionRequest.Kind = .final, in pool: InferencePool
    ) async -> [Task<String, any Error>] {
        var tasks: [Task<String, any Error>] = []
        for (index, count) in counts.enumerated() {
            let waiting = pool.statistics.waiting
            tasks.append(
                Task {
                    let request = RecognitionRequest(samples: Array(repeating: 0, count: count), kind: kind)
                    return try await pool.run(request, session: "\(kind) \(index)").language
                })
            if count == 1 {
                await recognizer.gate.arrival()
            } else {
                while pool.statistics.waiting == waiting { await Task.yield() }
            }
        }
        return tasks
    }

    @Test func whatIsReadyRunsTogetherAndEachGetsItsOwn() async throws {
        let pool = try makePool(largest: 4)
        let tasks = await start([1, 2, 3, 4, 5, 6, 7], in: pool)
        recognizer.gate.open()
        for (task, count) in zip(tasks, 1...) { #expect(try await task.value == "\(count)") }
        #expect(recognizer.batches.withLock { $0 } == [[1], [2, 3, 4, 5], [6, 7]])
        while pool.statistics.running > 0 { await Task.yield() }
        let statistics = pool.statistics
        #expect(statistics.batches == 3 && statistics.batchedJobs == 7 && statistics.largestBatch == 4)
        #expect(statistics.finalDelay.count == 7 && statistics.busy.count == 1 && statistics.utilization > 0)
    }

    @Test func aRequestThatFailsFailsAlone() async throws {
        let pool = try makePool()
        let tasks = await start([1, 2, 0, 3], in: pool)
        recognizer.gate.open()
        await #expect(throws: Failure.self) { try await tasks[2].value }
        for index in [0, 1, 3] { _ = try await tasks[index].value }
        #expect(recognizer.batches.withLock { $0 } == [[1], [2, 0, 3]])
    }

    @Test func finalsDoNotWaitForPartialsInTheirBatch() async throws {
        let pool = try makePool()
        let first = await start([1], in: pool)
        let partials = await start([5, 6], .partial, in: pool)
        let last = Task { try await pool.run(RecognitionRequest(samples: [0, 0]), session: "last") }
        while pool.statistics.waiting < 3 { await Task.yield() }
        recognizer.gate.open()
        for task in first + partials { _ = try await task.value }
        _ = try await last.value
        #expect(recognizer.batches.withLock { $0 } == [[1], [2], [5, 6]])
    }

    @Test func jobCancelledInBatchIsNotified() async throws {
        let pool = try makePool()
        let opening = Task { try await pool.run(session: "opening") { _, _ in recognizer.gate.pass() } }
        await recognizer.gate.arrival()
        let tasks = [1, 2, 3].map { count in
            Task {
                try await pool.run(RecognitionRequest(samples: Array(repeating: 0, count: count)), session: "\(count)")
            }
        }
        while pool.statistics.waiting < 3 { await Task.yield() }
        recognizer.gate.letThrough()
        await recognizer.gate.arrival(2)
        tasks[1].cancel()
        recognizer.gate.open()
        await #expect(throws: CancellationError.self) { try await tasks[1].value }
        #expect(try await tasks[0].value.language == "1")
        #expect(try await tasks[2].value.language == "3")
        try await opening.value
        while pool.statistics.running > 0 { await Task.yield() }
        #expect(pool.statistics.cancelled == 1 && pool.statistics.largestBatch == 3)
    }

    @Test func readyJobsAreSharedByTheThreads() async throws {
        let pool = try makePool(workers: 2)
        let blockers = (0..<2).map { number in
            Task { try await pool.run(session: "blocker \(number)") { _, _ in recognizer.gate.pass() } }
        }
        await recognizer.gate.arrival(2)
        let tasks = await start([2, 3, 4, 5, 6, 7], in: pool)
        recognizer.gate.open()
        for task in tasks { _ = try await task.value }
        for blocker in blockers { try await blocker.value }
        #expect(recognizer.batches.withLock { $0.map(\.count).max() } == 3)
    }
}
