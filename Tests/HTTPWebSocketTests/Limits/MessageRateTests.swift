// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import HTTPWebSocket

/// How many messages a connection may bring, as a value.
struct MessageRateTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    @Test func letsABurstThroughAndThenTheRate() {
        var rate = MessageRate(now: self.start)
        rate.take(8_000, bytes: 8_000 * 640, at: self.start)
        #expect(rate.delay(at: self.start) <= .zero)
        rate.take(4_000, bytes: 4_000 * 640, at: self.start)
        #expect(rate.delay(at: self.start) == .seconds(1))
        #expect(rate.delay(at: self.start + .seconds(1)) <= .zero)
        rate.take(2_000, bytes: 2_000 * 640, at: self.start + .seconds(1))
        #expect(rate.delay(at: self.start + .seconds(1)) == .milliseconds(500))
    }

    @Test func neverSlowsDownSpeech() {
        var rate = MessageRate(now: self.start)
        for frame in 0..<50 * 60 {
            let now = self.start + .milliseconds(20) * frame
            rate.take(1, bytes: 20, at: now)
            #expect(rate.delay(at: now) < .zero)
            #expect(!rate.isFlood)
        }
    }

    @Test func doesNotTakeAudioThatWasKeptBackForAFlood() {
        var rate = MessageRate(now: self.start)
        // Ten minutes of the shortest packets of speech, as fast as the server lets them come.
        var now = self.start
        for _ in 0..<30_000 {
            rate.take(1, bytes: 20, at: now)
            if rate.delay(at: now) > .zero { now = now + rate.delay(at: now) }
            #expect(!rate.isFlood)
        }
    }

    @Test(arguments: [0, 4, 7]) func knowsAFlood(bytesEach: Int) {
        var rate = MessageRate(now: self.start)
        var (now, count) = (self.start, 0)
        while !rate.isFlood, count < 100_000 {
            rate.take(1, bytes: bytesEach, at: now)
            if rate.delay(at: now) > .zero { now = now + rate.delay(at: now) }
            count += 1
        }
        #expect(count == 16_001)
        #expect(now - self.start >= .seconds(2))
    }

    @Test func forgetsWhatCameBeforeAPause() {
        var rate = MessageRate(now: self.start)
        for second in 0..<20 {
            rate.take(4_000, bytes: 0, at: self.start + .seconds(2 * Int64(second)))
            #expect(!rate.isFlood)
        }
    }
}
