// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct ArrivalClockTests {
    private var clock = ArrivalClock()
    private let start = ContinuousClock.now

    @Test mutating func liveAudioIsDueWhenItArrives() {
        for step in 0..<1_000 {
            let now = start + .milliseconds(100 * step)
            clock.advance(samples: 1_600, at: now)
            #expect(clock.due(at: now) == now)
        }
    }

    @Test mutating func aBurstAfterAHiccupIsForgiven() {
        clock.advance(samples: 3 * 16_000, at: start)
        #expect(clock.due(at: start) == start)
        for step in 1..<10 { clock.advance(samples: 1_600, at: start + .milliseconds(100 * step)) }
        clock.advance(samples: 3 * 16_000, at: start + .seconds(4))
        #expect(clock.due(at: start + .seconds(4)) == start + .seconds(4))
    }

    @Test mutating func aRecordingSentFastIsDueWhenItWouldHaveBeenSpoken() {
        for step in 0..<100 { clock.advance(samples: 16_000, at: start + .milliseconds(50 * step)) }
        let now = start + .seconds(5)
        // 100 s of audio at 1.25 times real time, less 5 s allowed and the 5 s that went by.
        #expect(clock.due(at: now) - now > .seconds(69) && clock.due(at: now) - now < .seconds(71))
        #expect(clock.due(at: start + .seconds(90)) == start + .seconds(90), "time catches up")
    }
}
