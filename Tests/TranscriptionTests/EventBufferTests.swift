// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

@Suite struct EventBufferTests {
    private var buffer = EventBuffer()

    @Test mutating func newerTextsReplacePartials() {
        let final = TranscriptEvent.final(
            FinalTranscript(utterance: 0, text: "a b c", start: 0, end: 30, language: "en"))
        for event in [
            .speechStarted(utterance: 0, at: 0), partial(0, "a"), partial(0, "a b"),
            .speechStopped(utterance: 0, at: 30), final, partial(1, "d"), partial(1, "d e"),
        ] {
            buffer.append(event)
        }
        #expect(
            readAll() == [
                .speechStarted(utterance: 0, at: 0), .speechStopped(utterance: 0, at: 30), final, partial(1, "d e"),
            ])
    }

    @Test mutating func nothingElseIsDropped() {
        let events: [TranscriptEvent] = (0..<100).flatMap { number -> [TranscriptEvent] in
            [
                .speechStarted(utterance: number, at: number), .speechStopped(utterance: number, at: number),
                .final(FinalTranscript(utterance: number, text: "w", start: 0, end: 1, language: "en")), .flushed,
            ]
        }
        for event in events { buffer.append(event) }
        #expect(buffer.count == 400)
        #expect(readAll() == events)
    }

    @Test mutating func keepsItsOrderWhileItIsReadAndFilled() {
        var expected: [TranscriptEvent] = []
        var seen: [TranscriptEvent] = []
        for number in 0..<1_000 {
            buffer.append(partial(number, "a"))
            buffer.append(partial(number, "a b"))
            buffer.append(.flushed)
            expected += [partial(number, "a b"), .flushed]
            if number % 3 != 0, let event = buffer.next() { seen.append(event) }
        }
        #expect(buffer.count == 2_000 - seen.count)
        // A partial that was read is not replaced any more.
        buffer.append(partial(0, "a b c"))
        #expect(seen + readAll() == expected + [partial(0, "a b c")])
        #expect(buffer.count == 0)
    }

    /// A flood of flushes once took a processor for a quarter of an hour here.
    @Test mutating func takesTimeInProportionToItsEvents() {
        func time(_ count: Int) -> Duration {
            var buffer = EventBuffer()
            return ContinuousClock().measure {
                for number in 0..<count { buffer.append(number % 100 == 0 ? partial(number, "a") : .flushed) }
                while buffer.next() != nil {}
            }
        }
        _ = time(10_000)
        #expect(time(300_000) < .seconds(2))
    }

    private func partial(_ utterance: Int, _ text: String) -> TranscriptEvent {
        .partial(.init(utterance: utterance, text: text, stable: "", start: 0, end: 10, language: "en"))
    }

    private mutating func readAll() -> [TranscriptEvent] {
        var events: [TranscriptEvent] = []
        while let event = buffer.next() { events.append(event) }
        return events
    }
}
