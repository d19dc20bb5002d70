// SPDX-License-Identifier: Apache-2.0

import Testing
import VoiceActivity

/// Defaults in windows of 512 samples: silence 16, pause 3, minimum speech 10, padding 4000 before and 3200 samples after.
struct EndpointerTests {
    private static let window = EndpointerScript.window

    @Test func anUtteranceStartsPausesAndEnds() throws {
        var script = try EndpointerScript()
        script.pause(20)
        script.speak(9)
        #expect(script.news() == [])
        script.speak(1)
        #expect(script.news() == [.speechStarted(at: 20 * Self.window - 4000)])
        script.pause(2)
        #expect(script.news() == [])
        script.pause(1)
        #expect(script.news() == [.pauseStarted(at: 30 * Self.window)])
        script.pause(12)
        #expect(script.news() == [])
        script.pause(1)
        #expect(
            script.news() == [.speechEnded(start: 20 * Self.window - 4000, end: 30 * Self.window + 3200)])
        script.pause(100)
        script.finish()
        #expect(script.news() == [])
    }

    @Test func aShortPauseDoesNotEndAnUtterance() throws {
        var script = try EndpointerScript()
        script.speak(12)
        script.pause(15)
        script.speak(1)
        #expect(
            script.news() == [
                .speechStarted(at: 0), .pauseStarted(at: 12 * Self.window), .speechResumed(at: 27 * Self.window),
            ])
        script.pause(2)
        script.speak(2)
        #expect(script.news() == [])
        script.pause(16)
        #expect(
            script.news() == [
                .pauseStarted(at: 32 * Self.window), .speechEnded(start: 0, end: 32 * Self.window + 3200),
            ])
    }

    @Test func aClickIsDiscarded() throws {
        var script = try EndpointerScript()
        script.pause(20)
        script.speak(9)
        script.pause(15)
        #expect(script.news() == [])
        script.pause(1)
        #expect(script.news() == [.discarded(start: 20 * Self.window - 4000, end: 29 * Self.window + 3200)])
    }

    @Test func speechAddsUpOverShortPauses() throws {
        var script = try EndpointerScript()
        for _ in 0..<4 {
            script.speak(2)
            script.pause(5)
        }
        #expect(script.news() == [])
        script.speak(2)
        #expect(script.news() == [.speechStarted(at: 0)])
    }

    @Test func quietWindowsAreNoSpeech() throws {
        var script = try EndpointerScript { $0.minimumLevel = -40 }
        script.hear(50, probability: 0.99, level: -40.5)
        #expect(script.news() == [])
        script.hear(10, probability: 0.99, level: -40)
        #expect(script.news() == [.speechStarted(at: 50 * Self.window - 4000)])
        script.hear(16, probability: 0.99, level: -40.5)
        #expect(script.news().last == .speechEnded(start: 50 * Self.window - 4000, end: 60 * Self.window + 3200))
    }

    @Test func hysteresisHoldsSpeechButNotSilence() throws {
        var script = try EndpointerScript()
        script.hear(50, probability: 0.49)
        #expect(script.news() == [])
        script.hear(1, probability: 0.5)
        script.hear(9, probability: 0.36)
        #expect(script.news() == [.speechStarted(at: 50 * Self.window - 4000)])
        script.hear(1, probability: 0.34)
        script.hear(2, probability: 0.45)
        #expect(script.news() == [.pauseStarted(at: 60 * Self.window)])
        script.hear(1, probability: 0.5)
        #expect(script.news() == [.speechResumed(at: 63 * Self.window)])
    }

    @Test func paddingStopsAtTheUtteranceBefore() throws {
        var script = try EndpointerScript { $0.silence = Endpointer.Settings.samples(milliseconds: 100) }
        script.speak(10)
        script.pause(4)
        let end = 14 * Self.window  // less than the padding: an end never lies in the future
        #expect(script.news().last == .speechEnded(start: 0, end: end))
        script.pause(2)
        script.speak(10)
        #expect(script.news() == [.speechStarted(at: end)])
    }

    @Test func paddingReachesBackIntoWhatWasDiscarded() throws {
        var script = try EndpointerScript { $0.silence = Endpointer.Settings.samples(milliseconds: 64) }
        script.pause(10)
        script.speak(5)
        script.pause(2)
        #expect(script.news().count == 1)
        script.speak(10)
        #expect(script.news() == [.speechStarted(at: 17 * Self.window - 4000)])
    }

    @Test func finishEndsWhatIsOpen() throws {
        var script = try EndpointerScript()
        script.speak(10)
        script.position += 100  // an incomplete window
        script.finish()
        #expect(script.news() == [.speechStarted(at: 0), .speechEnded(start: 0, end: 10 * Self.window + 100)])
        script.finish()
        #expect(script.news() == [])
        script.speak(2)
        script.finish()
        #expect(script.news() == [.discarded(start: 10 * Self.window + 100, end: 12 * Self.window + 100)])
    }

    /// Its word may have been cut off.
    @Test func shortSpeechAtTheVeryEndIsAnUtterance() throws {
        var script = try EndpointerScript()
        script.pause(20)
        script.speak(3)
        script.finish()
        let start = 20 * Self.window - 4_000
        #expect(script.news() == [.speechStarted(at: start), .speechEnded(start: start, end: 23 * Self.window)])
    }

    @Test func speechThatHasJustBegunOutlivesAFlush() throws {
        var script = try EndpointerScript()
        script.pause(20)
        script.speak(5)
        #expect(script.endpointer.flush(at: script.position) == [])
        script.speak(5)
        #expect(script.news() == [.speechStarted(at: 20 * Self.window - 4_000)])
    }

    @Test func aFlushInSilenceDoesNotCutTheBeginningOfTheNextWord() throws {
        var script = try EndpointerScript()
        script.pause(20)
        #expect(script.endpointer.flush(at: script.position) == [])
        script.speak(10)
        #expect(script.news() == [.speechStarted(at: 20 * Self.window - 4_000)])
    }

    @Test func aFlushEndsTheUtteranceAndTheNextBeginsThere() throws {
        var script = try EndpointerScript()
        script.speak(12)
        _ = script.news()
        let flush = 12 * Self.window
        #expect(script.endpointer.flush(at: flush) == [.speechEnded(start: 0, end: flush)])
        script.speak(10)
        #expect(script.news() == [.speechStarted(at: flush)])
    }

    /// The rest of a word that a flush cut may be short, and fade.
    @Test func aFlushInAWordLosesNothingOfTheRest() throws {
        var script = try EndpointerScript()
        script.speak(12)
        _ = script.news()
        let flush = 12 * Self.window
        _ = script.endpointer.flush(at: flush)
        script.speak(3)
        #expect(script.news() == [.speechStarted(at: flush)])
        script.pause(16)
        #expect(script.news().last == .speechEnded(start: flush, end: 15 * Self.window + 3200))
        // A click behind a pause is none.
        script.speak(12)
        script.pause(4)
        _ = script.endpointer.flush(at: script.position)
        _ = script.news()
        script.speak(3)
        script.pause(16)
        #expect(script.news().map { if case .discarded = $0 { true } else { false } } == [true])
    }

    @Test func finishInAPauseLeavesTheSilenceOut() throws {
        var script = try EndpointerScript()
        script.speak(10)
        script.pause(14)
        script.finish()
        #expect(script.news().last == .speechEnded(start: 0, end: 10 * Self.window + 3200))
        script.speak(10)
        #expect(script.news() == [.speechStarted(at: 24 * Self.window)])
    }

    /// A flush may come in the middle of a window; that window then comes whole, from before the flush.
    @Test func aWindowMayReachBackBeforeAFinish() throws {
        var script = try EndpointerScript()
        script.speak(12)
        _ = script.news()
        let flush = 12 * Self.window + 200
        #expect(script.endpointer.finish(at: flush) == [.speechEnded(start: 0, end: flush)])
        script.speak(10)
        #expect(script.news() == [.speechStarted(at: flush)])
        script.pause(16)
        #expect(script.news().last == .speechEnded(start: flush, end: 22 * Self.window + 3200))
    }

    @Test func streamsMayStartAnywhere() throws {
        var endpointer = try Endpointer(start: 1_000_000)
        var events: [Endpointer.Event] = []
        for index in 0..<10 {
            events += endpointer.process(probability: 1, level: 0, window: 1_000_000 + index * Self.window)
        }
        #expect(events == [.speechStarted(at: 1_000_000)])
    }

    @Test func whatIsNeededMovesOn() throws {
        var script = try EndpointerScript()
        script.pause(20)
        #expect(script.endpointer.earliestNeeded == 20 * Self.window - 4000)
        #expect(script.endpointer.utteranceStart == nil)
        script.speak(9)
        #expect(script.endpointer.earliestNeeded == 20 * Self.window - 4000)
        #expect(script.endpointer.utteranceStart == nil)
        script.speak(1)
        #expect(script.endpointer.utteranceStart == 20 * Self.window - 4000)
        script.pause(16)
        #expect(script.endpointer.utteranceStart == nil)
        #expect(script.endpointer.earliestNeeded == 46 * Self.window - 4000)
    }

    @Test func howSurelyItIsSpeech() throws {
        var endpointer = try Endpointer()
        #expect(endpointer.speechProbability == nil)
        for (index, probability) in [0.9, 0.5, 0.1, 0.4].enumerated() {
            _ = endpointer.process(probability: Float(probability), level: -20, window: index * Self.window)
        }
        // The window of silence does not count; the last one is below the threshold, and nobody spoke before it.
        #expect(abs(try #require(endpointer.speechProbability) - 0.7) < 1e-6)
        _ = endpointer.finish(at: 4 * Self.window)
        #expect(endpointer.speechProbability == nil)
    }
}
