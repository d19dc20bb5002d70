// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct PartialCadenceTests {
    private var cadence = PartialCadence(longest: .seconds(3))
    private var now = ContinuousClock.now

    private mutating func update(waits: [Duration], oldest: Duration? = nil) {
        now += .milliseconds(250)
        for wait in waits { cadence.observe(wait: wait) }
        cadence.update(at: now, oldestWait: oldest)
    }

    @Test mutating func nothingChangesWithoutWaitingJobs() {
        for _ in 0..<100 { update(waits: [.zero, .milliseconds(590)]) }
        #expect(cadence.interval == .zero)
    }

    /// A cycle of all sessions takes 2.05 s, and what is asked for sooner waits.
    @Test mutating func waitingMovesIntoTheIntervalWithoutOvershoot() {
        var intervals: [Duration] = []
        for _ in 0..<80 {
            update(waits: [max(.zero, .milliseconds(2_050) - max(cadence.interval, .milliseconds(500)))])
            intervals.append(cadence.interval)
        }
        let settled = Duration.milliseconds(1_450)
        #expect(zip(intervals, intervals.dropFirst()).allSatisfy { $0 <= $1 }, "no swinging")
        #expect(intervals.allSatisfy { $0 <= settled } && cadence.interval > settled - .milliseconds(20))
    }

    @Test mutating func theIntervalStaysWithinItsBounds() {
        for _ in 0..<100 { update(waits: [.seconds(9)]) }
        #expect(cadence.interval == .seconds(3))
        for _ in 0..<100 { update(waits: []) }
        #expect(cadence.interval == .zero)
    }

    @Test mutating func partialsNoThreadGetsToCount() {
        for step in 1...20 { update(waits: [], oldest: .milliseconds(250 * step)) }
        #expect(cadence.interval > .seconds(1))
    }

    @Test mutating func aLongIdleTimeForgetsTheLoad() {
        for _ in 0..<100 { update(waits: [.seconds(9)]) }
        now += .seconds(60)
        update(waits: [])
        #expect(cadence.interval == .zero)
    }
}
