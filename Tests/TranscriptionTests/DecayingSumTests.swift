// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct DecayingSumTests {
    private let start = ContinuousClock.now

    @Test func partsLoseWeightWithAge() {
        var sum = DecayingSum()
        #expect(sum.value(at: start) == 0)
        sum.add(1, at: start)
        sum.add(2, at: start + .seconds(10))
        #expect(abs(sum.value(at: start + .seconds(10)) - 2.3679) < 1e-4)
        #expect(abs(sum.value(at: start + .seconds(20)) - 0.8711) < 1e-4)
    }

    @Test func whatIsTakenOutLeavesTheRest() {
        var (all, one, other) = (DecayingSum(), DecayingSum(), DecayingSum())
        for second in 0..<30 {
            let now = start + .seconds(second)
            all.add(1, at: now)
            one.add(1, at: now)
            guard second % 3 == 0 else { continue }
            all.add(5, at: now)
            other.add(5, at: now)
        }
        let end = start + .seconds(33)
        all.remove(one, at: end)
        #expect(abs(all.value(at: end) - other.value(at: end)) < 1e-9)
        all.add(1, at: end)
        all.remove(1, addedAt: end, at: end + .seconds(7))
        #expect(abs(all.value(at: end) - other.value(at: end + .seconds(7))) < 1e-9)
    }

    @Test func itIsNeverLessThanNothing() {
        var (sum, other) = (DecayingSum(), DecayingSum())
        other.add(1, at: start)
        sum.remove(other, at: start)
        sum.remove(1, addedAt: start, at: start)
        #expect(sum.value(at: start) == 0)
    }

    /// Two threads ask for the time before they wait for the lock.
    @Test func aClockThatGoesBackChangesNothing() {
        var sum = DecayingSum()
        sum.add(1, at: start + .seconds(10))
        sum.add(1, at: start)
        #expect(sum.value(at: start) == 2)
        #expect(sum.value(at: start + .seconds(10)) == 2)
    }
}
