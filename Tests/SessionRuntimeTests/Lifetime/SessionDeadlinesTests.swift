// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SessionRuntime

/// When a session ends by itself, and how fast it may go.
struct SessionDeadlinesTests {
    private let start = ContinuousClock.now

    @Test func aSessionEndsAfterItsTimeHoweverBusy() {
        var deadlines = SessionDeadlines(duration: .seconds(60), idle: .seconds(10), now: self.start)
        #expect(deadlines.check(at: self.start) == .wait(until: self.start + .seconds(10)))
        for second in 1..<60 {
            deadlines.silence.audioArrived(at: self.start + .seconds(second))
            deadlines.silence.resumed(at: self.start + .seconds(second))
            let next = self.start + .seconds(min(60, second + 10))
            #expect(deadlines.check(at: self.start + .seconds(second)) == .wait(until: next))
        }
        #expect(deadlines.check(at: self.start + .seconds(60)) == .end(.duration(.seconds(60))))
    }

    @Test func silenceOnTheWireEndsIt() {
        var deadlines = SessionDeadlines(duration: nil, idle: .seconds(10), now: self.start)
        deadlines.silence.audioArrived(at: self.start + .seconds(3))
        deadlines.silence.resumed(at: self.start + .seconds(4))
        #expect(deadlines.check(at: self.start + .seconds(13.9)) == .wait(until: self.start + .seconds(14)))
        #expect(deadlines.check(at: self.start + .seconds(14)) == .end(.idle(.seconds(10))))
    }

    @Test func aClientThatIsHeldBackIsNotIdle() {
        var deadlines = SessionDeadlines(duration: nil, idle: .seconds(10), now: self.start)
        deadlines.silence.audioArrived(at: self.start)
        let late = self.start + .seconds(100)
        #expect(deadlines.check(at: late) == .wait(until: late + .seconds(10)))
        deadlines.silence.resumed(at: late)
        #expect(deadlines.check(at: late + .seconds(10)) == .end(.idle(.seconds(10))))
    }

    @Test func withoutLimitsThereIsNothingToWaitFor() {
        let deadlines = SessionDeadlines(duration: nil, idle: nil, now: self.start)
        #expect(deadlines.check(at: self.start + .seconds(1_000_000)) == .wait(until: nil))
    }

    @Test func realTimeIsNeverHeldBack() {
        var limit = SpeedLimit(factor: 1, now: self.start)
        for tenth in 0..<10_000 {
            #expect(limit.take(.milliseconds(100), at: self.start + .milliseconds(tenth * 100)) == .zero)
        }
    }

    @Test func aRecordingIsTakenAtTheSetFactorAfterItsFirstMinute() {
        var limit = SpeedLimit(factor: 4, now: self.start)
        var now = self.start
        for _ in 0..<600 { now += limit.take(.seconds(1), at: now) }
        // 600 s, of which 60 s are free, at four times real time.
        #expect(now - self.start == .seconds(135))
        // What was not used in a pause is not saved up beyond that minute.
        now += .seconds(3600)
        #expect(limit.take(.seconds(60), at: now) == .zero)
        #expect(limit.take(.seconds(4), at: now) == .seconds(1))
    }
}
