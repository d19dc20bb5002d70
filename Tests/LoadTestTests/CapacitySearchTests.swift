// SPDX-License-Identifier: Apache-2.0

import LoadTest
import Testing

/// The search for the greatest number of streams.
struct CapacitySearchTests {
    /// The numbers that are tried when a server keeps up with `capacity` streams.
    private func tries(capacity: Int, first: Int = 1, maximum: Int = 1_024) -> (tried: [Int], best: Int) {
        var search = CapacitySearch(first: first, maximum: maximum)
        var tried: [Int] = []
        while let next = search.next {
            tried.append(next)
            search.record(next, isKept: next <= capacity)
        }
        return (tried, search.best)
    }

    @Test func doublesThenBisects() {
        let (tried, best) = tries(capacity: 11)
        #expect(tried == [1, 2, 4, 8, 16, 12, 10, 11])
        #expect(best == 11)
    }

    @Test func knowsLargeNumbersToOneInSixteen() {
        let (tried, best) = tries(capacity: 300)
        #expect(tried.count <= 14)
        #expect(best <= 300 && Double(best) >= 300 * 15 / 16 - 1)
    }

    @Test func goesDownFromAFirstThatIsTooMuch() {
        let (tried, best) = tries(capacity: 5, first: 16)
        #expect(tried == [16, 8, 4, 6, 5])
        #expect(best == 5)
    }

    @Test func nothingIsKept() {
        #expect(tries(capacity: 0, first: 4).tried == [4, 2, 1])
        #expect(tries(capacity: 0).best == 0)
    }

    @Test func neverMoreThanTheMaximum() {
        let (tried, best) = tries(capacity: 1_000, first: 8, maximum: 20)
        #expect(tried == [8, 16, 20])
        #expect(best == 20)
    }
}
