// SPDX-License-Identifier: Apache-2.0

import Testing
import VoiceActivity

/// Utterances that are too long for one transcription.
struct EndpointerMaximumTests {
    private static let window = EndpointerScript.window

    private static func script() throws -> EndpointerScript {
        try EndpointerScript { $0.maximumUtterance = Endpointer.Settings.samples(milliseconds: 10_000) }
    }

    @Test func maximumIsReportedOnceWithQuietestPlace() throws {
        var script = try Self.script()
        script.hear(250, probability: 0.9, level: -20)
        script.hear(3, probability: 0.9, level: -45)
        script.hear(58, probability: 0.9, level: -20)
        script.hear(1, probability: 0.9, level: -60)  // one quiet window is no pause between words
        #expect(script.news() == [.speechStarted(at: 0)])
        script.speak(1)
        let quietest = 251 * Self.window + Self.window / 2
        #expect(script.news() == [.maximumReached(start: 0, quietest: quietest)])
        script.speak(100)
        #expect(script.news() == [])
    }

    @Test func quietPlacesLongAgoAreNoCuts() throws {
        var script = try Self.script()
        script.hear(100, probability: 0.9, level: -20)
        script.hear(10, probability: 0.9, level: -45)
        script.hear(203, probability: 0.9, level: -20)
        let position = 313 * Self.window
        #expect(script.events.count == 2)
        guard case .maximumReached(start: 0, let quietest) = script.events.last else {
            Issue.record("no maximum")
            return
        }
        #expect((position - 5 * 16_000..<position).contains(quietest))
    }

    @Test func afterARestartTheUtteranceGoesOn() throws {
        var script = try Self.script()
        script.speak(313)
        _ = script.news()
        let cut = 280 * Self.window
        script.endpointer.restart(at: cut)
        #expect(script.endpointer.utteranceStart == cut)
        script.speak(279)
        #expect(script.news() == [])
        script.speak(20)
        #expect(script.news().count == 1)
        script.pause(16)
        #expect(script.news().last == .speechEnded(start: cut, end: 612 * Self.window + 3200))
    }

    @Test func aPauseGoesOnAfterARestart() throws {
        var script = try Self.script()
        script.speak(311)
        script.pause(3)
        _ = script.news()
        script.endpointer.restart(at: 300 * Self.window)
        script.speak(1)
        #expect(script.news() == [.speechResumed(at: 314 * Self.window)])
    }

    @Test func anEmptyRestIsDiscarded() throws {
        var script = try Self.script()
        script.speak(300)
        script.pause(10)
        _ = script.news()
        script.endpointer.restart(at: 305 * Self.window)
        script.pause(6)
        #expect(script.news() == [.discarded(start: 305 * Self.window, end: 300 * Self.window + 3200)])
    }

    @Test func restartStaysWithinTheUtterance() throws {
        var script = try Self.script()
        script.endpointer.restart(at: 5)
        #expect(script.endpointer.utteranceStart == nil)
        script.pause(20)
        script.speak(20)
        script.endpointer.restart(at: 0)
        #expect(script.endpointer.utteranceStart == 20 * Self.window - 4000)
        script.endpointer.restart(at: .max)
        #expect(script.endpointer.utteranceStart == 40 * Self.window)
        _ = script.news()
        script.finish()
        #expect(script.news() == [.discarded(start: 40 * Self.window, end: 40 * Self.window)])
    }
}
