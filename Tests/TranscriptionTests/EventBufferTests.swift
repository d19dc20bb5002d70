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

    private func partial(_ utterance: Int, _ text: String) -> TranscriptEvent {
        .partial(utterance: utterance, text: text, stable: "", start: 0, end: 10, language: "en")
    }

    private mutating func readAll() -> [TranscriptEvent] {
        var events: [TranscriptEvent] = []
        while let event = buffer.next() { events.append(event) }
        return events
    }
}
