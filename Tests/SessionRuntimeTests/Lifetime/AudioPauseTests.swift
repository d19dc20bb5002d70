// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SessionRuntime

struct AudioPauseTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { self.start + .seconds(seconds) }

    @Test func pauseIsReportedOnce() {
        var pause = AudioPause(limit: .seconds(2), now: start)
        // Nothing was heard yet.
        #expect(!pause.check(at: at(5)).began)
        pause.audioArrived(at: at(6))
        pause.resumed(at: at(6))
        let early = pause.check(at: at(7))
        #expect(!early.began && early.next == at(8))
        #expect(pause.check(at: at(8)).began)
        #expect(!pause.check(at: at(20)).began)
        pause.audioArrived(at: at(21))
        pause.resumed(at: at(21))
        #expect(pause.check(at: at(23)).began)
    }

    @Test func waitingClientDoesNotPause() {
        var pause = AudioPause(limit: .seconds(2), now: start)
        pause.audioArrived(at: start)
        let held = pause.check(at: at(10))
        #expect(!held.began && held.next == at(12))
        pause.resumed(at: at(11))
        #expect(!pause.check(at: at(12)).began)
        #expect(pause.check(at: at(13)).began)
    }
}
