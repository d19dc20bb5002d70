// SPDX-License-Identifier: Apache-2.0

import Foundation
import StenoTesting
import Synchronization
import Testing

@testable import Transcription

@Suite struct InferencePoolTests {
    /// Answers with the number of samples as a word; requests of one sample wait at the gate.
    private struct CountingRecognizer: Recognizer {
        let gate: Gate
        let order: Order

        func tokens(of prompt: Prompt) -> [Int] { [] }

        func makeMemory() -> (any UtteranceMemory)? { nil }

        func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
            requests.map { request in Result { try answer(request) } }
        }

        private func answer(_ request: RecognitionRequest) throws -> Hypothesis {
            order.append(request.samples.count)
            if request.samples.count == 1 { gate.pass() }
            if request.isCancelled() { throw CancellationError() }
            if request.samples.isEmpty { throw Failure() }
            return Hypothesis(words: [], language: "\(request.samples.count)")
        }
    }

    private struct Failure: Error {}

    private final class Order: Sendable {
        private let numbers = Mutex<[Int]>([])
        var all: [Int] { numbers.withLock { $0 } }
        func append(_ number: Int) { numbers.withLock { $0.append(number) } }
    }

    private let gate = Gate()
    private let order = Order()

    private func makePool(workers: Int = 1) throws -> InferencePool {
        try InferencePool(recognizer: CountingRecognizer(gate: gate, order: order), settings: .init(workers: workers))
    }

    private func request(_ count: Int, _ kind: RecognitionRequest.Kind = .final) -> RecognitionRequest {
        RecognitionRequest(samples: Array(repeating: 0, count: count), kind: kind)
    }

    @Test func runsInTheOrderOfDeadlines() async throws {
        let pool = try makePool()
        let start = ContinuousClock.now
        let first = Task { try await pool.run(request(1), session: "first") }
        await gate.arrival()
        let jobs = [(2, 30, .final), (3, 10, .partial), (4, 20, .final)] as [(Int, Int, RecognitionRequest.Kind)]
        let tasks = jobs.map { count, deadline, kind in
            Task {
                try await pool.run(request(count, kind), session: "\(count)", deadline: start + .seconds(deadline))
            }
        }
        await waiting(3, in: pool)
        gate.open()
        #expect(try await first.value.language == "1")
        for (task, job) in zip(tasks, jobs) { #expect(try await task.value.language == "\(job.0)") }
        #expect(order.all == [1, 4, 2, 3])
        #expect(pool.statistics.finished == 4 && pool.statistics.finalDelay.longest > .zero)
    }

    @Test func newerPartialSupersedesOneThatWaits() async throws {
        let pool = try makePool()
        let running = Task { try await pool.run(request(1), session: "a") }
        await gate.arrival()
        let old = Task { try await pool.run(request(2, .partial), session: "a") }
        await waiting(1, in: pool)
        let new = Task { try await pool.run(request(3, .partial), session: "a") }
        await #expect(throws: InferenceError.superseded) { try await old.value }
        gate.open()
        #expect(try await new.value.language == "3")
        _ = try await running.value
        #expect(order.all == [1, 3])
        #expect(pool.statistics.superseded == 1)
    }

    @Test func oneJobOfASessionAtATimeThoughThreadsAreFree() async throws {
        let pool = try makePool(workers: 3)
        let first = Task { try await pool.run(request(1), session: "a") }
        await gate.arrival()
        let second = Task { try await pool.run(request(2), session: "a") }
        await waiting(1, in: pool)
        #expect(try await pool.run(request(3), session: "b").language == "3")
        #expect(order.all == [1, 3])
        gate.open()
        _ = try await (first.value, second.value)
        #expect(order.all == [1, 3, 2])
    }

    @Test func cancellingAWaitingTaskResumesItAtOnce() async throws {
        let pool = try makePool()
        let running = Task { try await pool.run(request(1), session: "a") }
        await gate.arrival()
        let waiter = Task { try await pool.run(request(2), session: "b") }
        await waiting(1, in: pool)
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(pool.statistics.waiting == 0)
        gate.open()
        _ = try await running.value
        #expect(order.all == [1])
    }

    @Test func aTaskCancelledBeforehandNeverRuns() async throws {
        let pool = try makePool()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await pool.run(request(2), session: "a")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(order.all == [])
    }

    @Test func cancellingARunningTaskTellsTheRecognizer() async throws {
        let pool = try makePool()
        let running = Task { try await pool.run(request(1), session: "a") }
        await gate.arrival()
        running.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(pool.statistics.cancelled == 1 && pool.statistics.failed == 0)
    }

    @Test func endingASessionDropsItsJobs() async throws {
        let pool = try makePool()
        let running = Task { try await pool.run(request(1), session: "a") }
        await gate.arrival()
        let waiters = [2, 3].map { count in Task { try await pool.run(request(count), session: "a") } }
        let other = Task { try await pool.run(request(4), session: "b") }
        await waiting(3, in: pool)
        pool.end(session: "a")
        for waiter in waiters { await #expect(throws: CancellationError.self) { try await waiter.value } }
        gate.open()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(try await other.value.language == "4")
    }

    @Test func aJobThatThrowsFailsAlone() async throws {
        let pool = try makePool()
        await #expect(throws: Failure.self) { try await pool.run(request(0), session: "a") }
        #expect(try await pool.run(request(2), session: "a").language == "2")
        #expect(pool.statistics.failed == 1 && pool.statistics.finished == 1)
    }

    @Test func shutdownFailsWhatWaitsAndWhatComes() async throws {
        let pool = try makePool()
        let running = Task { try await pool.run(request(1), session: "a") }
        await gate.arrival()
        let waiter = Task { try await pool.run(request(2), session: "b") }
        await waiting(1, in: pool)
        let hasShutDown = Mutex(false)
        Thread.detachNewThread {
            pool.shutdown()
            hasShutDown.withLock { $0 = true }
        }
        await #expect(throws: InferenceError.shutDown) { try await waiter.value }
        await #expect(throws: InferenceError.shutDown) { try await pool.run(request(3), session: "c") }
        #expect(!hasShutDown.withLock { $0 }, "it waits for the threads")
        gate.open()
        #expect(try await running.value.language == "1", "what runs comes to its end")
        while !hasShutDown.withLock({ $0 }) { await Task.yield() }
        pool.shutdown()
    }

    /// From one of its own threads it returns as well: by a call, and when a job was the last to hold it.
    @Test(arguments: [1, 3]) func shutdownOnAThreadOfThePoolWaitsForTheOthers(workers: Int) async throws {
        let called = try makePool(workers: workers)
        try await called.run(session: "a") { _, _ in called.shutdown() }
        await #expect(throws: InferenceError.shutDown) { try await called.run(request(2), session: "b") }
        called.shutdown()

        var held: InferencePool? = try makePool(workers: workers)
        weak let watched = held
        held?.submit(jobThatHolds(held))
        await gate.arrival()
        held = nil
        gate.open()
        while watched != nil { await Task.yield() }
    }

    private func jobThatHolds(_ pool: InferencePool?) -> InferenceJob {
        InferenceJob(
            session: "a", priority: .final, due: .now, deadline: .now, cancellation: CancellationFlag(),
            work: .call { _ in
                withExtendedLifetime(pool) { gate.pass() }
                return .done
            }, abandon: { _ in })
    }

    @Test func blockingCallsRunOnInferenceThreads() async throws {
        let pool = try makePool()
        let name = try await pool.run(session: "cli") { _, _ in threadName() }
        #expect(name == "inference-0")
    }

    @Test(arguments: [1, 4]) func everyJobOfManySessionsIsAnswered(workers: Int) async throws {
        let pool = try makePool(workers: workers)
        try await withThrowingTaskGroup { group in
            for session in 0..<50 {
                group.addTask {
                    for count in 2..<12 {
                        let hypothesis = try await pool.run(request(count), session: "\(session)")
                        #expect(hypothesis.language == "\(count)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(order.all.count == 500)
    }

    /// Waits until so many jobs wait.
    private func waiting(_ count: Int, in pool: InferencePool) async {
        while pool.statistics.waiting < count { await Task.yield() }
    }
}
