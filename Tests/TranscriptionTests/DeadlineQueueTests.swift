// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

@Suite struct DeadlineQueueTests {
    private var queue = DeadlineQueue<Int, String>()

    @Test mutating func earliestDeadlineFirst() {
        for deadline in [30, 10, 20] { #expect(add("job \(deadline)", "\(deadline)", .partial, deadline) == nil) }
        #expect(takeAll() == ["job 10", "job 20", "job 30"])
    }

    @Test mutating func finalsBeforePartials() {
        _ = add("partial", "a", .partial, 1)
        _ = add("final", "b", .final, 100)
        #expect(takeAll() == ["final", "partial"])
    }

    @Test mutating func oldestFirstAtTheSameDeadline() {
        for number in 0..<5 { _ = add("\(number)", "session \(number)", .final, 7) }
        #expect(takeAll() == ["0", "1", "2", "3", "4"])
    }

    @Test mutating func preparationsBetweenFinalsAndPartials() {
        _ = add("partial", "a", .partial, 1)
        _ = add("preparation", "b", .preparation, 50)
        _ = add("final", "c", .final, 100)
        #expect(takeAll() == ["final", "preparation", "partial"])
    }

    @Test mutating func whatIsNotDueComesLastUntilItIs() {
        _ = add("early final", "a", .final, 1, due: 20)
        _ = add("partial", "b", .partial, 90)
        #expect(queue.take(at: 10) { $0.count } == ["partial"])
        _ = add("partial", "c", .partial, 90)
        #expect(queue.take(at: 20) { $0.count } == ["early final"])
        _ = add("early final", "d", .final, 1, due: 50)
        #expect(queue.take(at: 30) { $0.count } == ["partial"])
        #expect(queue.take(at: 30) { $0.count } == ["early final"], "a free thread does not wait")
    }

    @Test mutating func batchesAreOfOneRankAndOfDifferentSessions() {
        for name in ["a", "b", "c"] { _ = add("final \(name)", name, .final, 1) }
        _ = add("second a", "a", .final, 0)
        _ = add("partial", "d", .partial, 0)
        #expect(queue.take(at: 9) { $0.count } == ["second a", "final b", "final c"])
        #expect(queue.take(at: 9) { $0.count } == ["partial"])
        #expect(queue.take(at: 9) { $0.count } == [])
        queue.finish(session: "a")
        #expect(queue.take(at: 9) { _ in 0 } == ["final a"], "at least one")
    }

    @Test mutating func batchesAreNoLargerThanAskedFor() {
        for number in 0..<5 { _ = add("\(number)", "\(number)", .partial, number) }
        #expect(queue.take(at: 9) { _ in 3 } == ["0", "1", "2"])
        #expect(queue.runningCount == 3 && queue.waitingCount == 2)
    }

    @Test mutating func oneJobOfASessionAtATime() {
        _ = add("first", "a", .final, 1)
        _ = add("second", "a", .final, 2)
        _ = add("other", "b", .partial, 3)
        #expect(take() == "first")
        #expect(take() == "other")
        #expect(take() == nil)
        #expect(queue.waitingCount == 1 && queue.runningCount == 2)
        queue.finish(session: "b")
        #expect(take() == nil)
        queue.finish(session: "a")
        #expect(take() == "second")
    }

    @Test mutating func newerJobsReplaceWaitingPartials() {
        #expect(add("old", "a", .partial, 1) == nil)
        #expect(add("other", "b", .partial, 1) == nil)
        #expect(add("new", "a", .partial, 9) == "old")
        #expect(add("final", "a", .final, 9) == "new")
        #expect(add("next", "a", .partial, 9) == nil, "a final stays")
        #expect(takeAll() == ["final", "other", "next"])
    }

    @Test mutating func runningPartialsAreNotReplaced() {
        _ = add("running", "a", .partial, 1)
        #expect(take() == "running")
        #expect(add("new", "a", .partial, 1) == nil)
    }

    @Test mutating func removal() {
        for name in ["a", "b", "c"] { _ = add(name, name, .final, 1) }
        #expect(queue.remove { $0 != "b" } == ["a", "c"])
        #expect(takeAll() == ["b"])
    }

    @Test(arguments: 0..<10) mutating func anyOrderKeepsTheRules(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var finals: Set<String> = []
        var running: Set<String> = []
        for step in 0..<500 {
            let session = "\(Int.random(in: 0..<6, using: &chance))"
            switch Int.random(in: 0..<3, using: &chance) {
            case 0:
                let kind = InferencePriority.allCases.randomElement(using: &chance)!
                let superseded = add("\(session) \(kind) \(step)", session, kind, .random(in: 0...50, using: &chance))
                #expect(superseded.map { $0.hasPrefix("\(session)") && !$0.contains("final") } ?? true)
                if kind == .final { finals.insert("\(session) \(kind) \(step)") }
            case 1:
                guard let job = take() else { break }
                let session = String(job.prefix(1))
                #expect(running.insert(session).inserted, "two jobs of a session")
                finals.remove(job)
            default:
                queue.finish(session: session)
                running.remove(session)
            }
        }
        _ = takeAll().map { finals.remove($0) }
        #expect(finals.isEmpty, "finals are never dropped")
    }

    private mutating func add(
        _ job: String, _ session: String, _ priority: InferencePriority, _ deadline: Int, due: Int = 0
    ) -> String? {
        queue.add(job, session: session, priority: priority, due: due, deadline: deadline)
    }

    private mutating func take() -> String? {
        queue.take(at: 0) { _ in 1 }.first
    }

    private mutating func takeAll() -> [String] {
        var jobs: [String] = []
        while queue.waitingCount > 0 {
            for session in 0..<10 { queue.finish(session: "\(session)") }
            guard let job = take() else {
                for session in ["a", "b", "c"] { queue.finish(session: session) }
                continue
            }
            jobs.append(job)
        }
        return jobs
    }
}
