// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct QueueDelayTests {
    @Test func quantilesAreUpperBounds() {
        var delay = QueueDelay()
        #expect(delay.quantile(0.5) == .zero)
        for milliseconds in 1...100 { delay.add(.milliseconds(milliseconds)) }
        #expect(delay.count == 100 && delay.total == .milliseconds(5_050) && delay.longest == .milliseconds(100))
        #expect(delay.quantile(0.5) == .milliseconds(50))
        #expect(delay.quantile(0.51) == .milliseconds(100))
        delay.add(.seconds(7))
        #expect(delay.quantile(1) == .seconds(7))
        #expect(delay.counts == [5, 5, 15, 25, 50, 0, 0, 0, 0, 1])
    }
}
