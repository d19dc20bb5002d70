// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StenoClient

/// The audio that may have to be sent again, as a value.
struct AudioBacklogTests {
    @Test func samplesAreFoundByTheirNumber() {
        var backlog = AudioBacklog(sampleSize: 2)
        backlog.append([0, 0, 1, 1, 2])
        backlog.append([2, 3, 3, 4])
        #expect(backlog.start == 0 && backlog.end == 4)
        #expect(Array(backlog.samples(from: 1, atMost: 2)) == [1, 1, 2, 2])
        #expect(Array(backlog.samples(from: 3, atMost: 9)) == [3, 3], "half a sample waits")
        #expect(backlog.samples(from: 4, atMost: 9).isEmpty)
    }

    @Test func whatIsReleasedIsGoneAndTheRestKeepsItsNumbers() {
        var backlog = AudioBacklog(sampleSize: 2)
        for sample in 0..<100 { backlog.append([UInt8(sample), UInt8(sample)]) }
        for bound in [3, 3, 2, 40, 55, 56, 99] {
            backlog.release(before: bound)
            #expect(backlog.end == 100)
            #expect(Array(backlog.samples(from: 99, atMost: 5)) == [99, 99])
        }
        #expect(backlog.start == 99)
        #expect(Array(backlog.samples(from: 0, atMost: 5)) == [99, 99], "as early as there is")
        backlog.release(before: 500)
        #expect(backlog.start == 100 && backlog.end == 100)
        backlog.append([7, 7])
        #expect(Array(backlog.samples(from: 100, atMost: 5)) == [7, 7])
    }

    @Test func theWaitsGrowAndEnd() {
        let policy = ReconnectPolicy(limit: .seconds(60))
        var generator = SystemRandomNumberGenerator()
        for (attempt, longest) in [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000].enumerated() {
            let delay = policy.delay(before: attempt, after: .seconds(1), using: &generator) ?? .zero
            #expect(delay >= .milliseconds(longest / 2) && delay <= .milliseconds(longest))
        }
        #expect(policy.delay(before: 3, after: .seconds(60), using: &generator) == nil)
        #expect(ReconnectPolicy(limit: .zero).delay(before: 0, after: .zero, using: &generator) == nil)
        let forever = ReconnectPolicy(limit: nil).delay(before: 9_999, after: .seconds(86_400), using: &generator)
        #expect(forever.map { $0 <= .seconds(8) } == true)
    }
}
