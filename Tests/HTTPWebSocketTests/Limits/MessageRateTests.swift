import NIOCore
import Testing

@testable import HTTPWebSocket

/// How many messages a connection may bring, as a value.
struct MessageRateTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    @Test func letsABurstThroughAndThenTheRate() {
        var rate = MessageRate(now: self.start)
        rate.take(8_000, at: self.start)
        #expect(rate.delay(at: self.start) <= .zero)
        rate.take(4_000, at: self.start)
        #expect(rate.delay(at: self.start) == .seconds(1))
        #expect(rate.delay(at: self.start + .seconds(1)) <= .zero)
        rate.take(2_000, at: self.start + .seconds(1))
        #expect(rate.delay(at: self.start + .seconds(1)) == .milliseconds(500))
    }

    @Test func neverSlowsDownSpeech() {
        var rate = MessageRate(now: self.start)
        for frame in 0..<50 * 60 {
            let now = self.start + .milliseconds(20) * frame
            rate.take(1, at: now)
            #expect(rate.delay(at: now) < .zero)
        }
    }
}
