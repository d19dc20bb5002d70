import Testing

@testable import Transcription

/// Which pauses of a stretch of speech count as looked at.
struct SpeechSpanTests {
    @Test func aPauseCountsOnceThereIsAudioUpToItsEnd() {
        var span = SpeechSpan(start: 1_000)
        span.notePause(in: 50_000)
        #expect(span.pauses == [])
        span.expectedEnd = 40_000
        span.notePause(in: 39_999)
        #expect(span.pauses == [])
        span.notePause(in: 40_000)
        span.notePause(in: 40_512)
        #expect(span.pauses == [40_000])
    }

    @Test func pausesLieASecondApart() {
        var span = SpeechSpan(start: 1_000)
        for end in [10_000, 17_000, 30_000, 33_000] {
            span.expectedEnd = end
            span.notePause(in: end)
            span.expectedEnd = nil
        }
        #expect(span.pauses == [17_000, 33_000])
    }

    @Test func speechThatHasEndedHasNoMorePauses() {
        var span = SpeechSpan(start: 0)
        (span.expectedEnd, span.end) = (20_000, 20_000)
        span.notePause(in: 30_000)
        #expect(span.pauses == [])
    }
}
