// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SessionRuntime

/// The bounded queue between a client and its transcription.
@Suite(.timeLimit(.minutes(5)))
struct BoundedQueueTests {
    @Test func itemsComeInOrderAndThenTheEnd() async {
        let queue = BoundedQueue<Int>(budget: QueueBudget())
        for item in 0..<100 { await queue.push(item, size: 1) }
        queue.finish()
        await queue.push(100, size: 1)
        var taken: [Int] = []
        while let item = await queue.next() { taken.append(item) }
        #expect(taken == Array(0..<100))
    }

    @Test func aConsumerWaitsForItems() async {
        let queue = BoundedQueue<Int>(budget: QueueBudget())
        async let first = queue.next()
        await queue.push(7, size: 1)
        #expect(await first == 7)
        async let end = queue.next()
        queue.finish()
        #expect(await end == nil)
    }

    @Test func aProducerIsHeldBackAtTheLimit() async {
        let queue = BoundedQueue<Int>(budget: QueueBudget(perSession: 10, total: 1000, leastSize: 1))
        let (progress, step) = AsyncStream<Int>.makeStream()
        async let production: Void = {
            for item in 0..<30 {
                await queue.push(item, size: 5)
                step.yield(item)
            }
            queue.finish()
            step.finish()
        }()
        var pushed = progress.makeAsyncIterator()
        // Two fit, a third is taken but its producer waits.
        #expect(await pushed.next() == 0)
        #expect(await pushed.next() == 1)
        var taken = 0
        while let item = await queue.next() {
            #expect(item == taken)
            taken += 1
        }
        #expect(taken == 30)
        await production
    }

    @Test func aCancelReleasesTheProducerAndTheBudget() async {
        let budget = QueueBudget(perSession: 16 << 20, total: 4 << 20)
        let queue = BoundedQueue<Int>(budget: budget)
        async let production: Void = queue.push(1, size: 17 << 20)
        // The item is taken although its producer waits.
        while !budget.isExceeded(by: 2 << 20) { await Task.yield() }
        queue.cancel()
        await production
        #expect(await queue.next() == nil)
        #expect(!budget.isExceeded(by: 2 << 20))
    }

    /// What has no bytes takes memory all the same.
    @Test func noItemIsWeightless() async {
        let budget = QueueBudget(total: 4_096 * 256)
        let queue = BoundedQueue<Int>(budget: budget)
        for item in 0..<4_096 { queue.add(item, size: item % 2) }
        #expect(!budget.isExceeded(by: 1 << 20))
        #expect(!budget.isExceeded(by: 2 << 20))
        queue.add(4_096, size: 0)
        #expect(budget.isExceeded(by: 2 << 20))
        while await queue.next() != 4_096 {}
        #expect(!budget.isExceeded(by: 2 << 20))
    }

    @Test func theBudgetOfAllHoldsBackOnlyThoseWithMuch() {
        let budget = QueueBudget(perSession: 16 << 20, total: 4 << 20)
        #expect(!budget.isExceeded(by: 2 << 20))
        budget.take(5 << 20)
        #expect(budget.isExceeded(by: 2 << 20))
        #expect(!budget.isExceeded(by: 1 << 20))
        budget.giveBack(5 << 20)
        #expect(!budget.isExceeded(by: 2 << 20))
        #expect(budget.isExceeded(by: 17 << 20))
    }
}
