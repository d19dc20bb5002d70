// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription

@testable import SessionRuntime

/// The numbered events of a session, as a value.
struct EventLogTests {
    static func partial(_ utterance: Int, _ text: String) -> TranscriptEvent {
        .partial(.init(utterance: utterance, text: text, stable: "", start: 0, end: 1, language: "en"))
    }

    static func final(_ utterance: Int, _ text: String) -> TranscriptEvent {
        .final(FinalTranscript(utterance: utterance, text: text, start: 0, end: 1, language: "en"))
    }

    private static func numbers(_ log: EventLog, after number: Int = 0) -> [Int] {
        var numbers: [Int] = []
        while let entry = log.entry(after: numbers.last ?? number) { numbers.append(entry.number) }
        return numbers
    }

    @Test func eventsAreNumberedFromOneAndCanBeReadFromAnywhere() {
        var log = EventLog()
        expect(log.last == 0 && log.entry(after: 0) == nil)
        expect(log.append(.speechStarted(utterance: 0, at: 0)) == 1)
        expect(log.append(Self.final(0, "one")) == 2)
        expect(log.append(.flushed) == 3)
        expect(Self.numbers(log) == [1, 2, 3])
        expect(Self.numbers(log, after: 1) == [2, 3])
        expect(log.entry(after: 2)?.event == .flushed)
        expect(log.entry(after: 3) == nil)
    }

    @Test func partialsThatWereReplacedAreNotKept() {
        var log = EventLog()
        log.append(.speechStarted(utterance: 0, at: 0))
        log.append(Self.partial(0, "a"))
        log.append(Self.partial(0, "a b"))
        expect(Self.numbers(log) == [1, 3])
        log.append(Self.partial(1, "c"))
        log.append(Self.final(0, "a b"))
        expect(Self.numbers(log) == [1, 4, 5])
        expect(Self.numbers(log, after: 2) == [4, 5], "who saw what is gone goes on with what is next")
        expect(log.last == 5)
    }

    @Test func keepsPartialsOfOtherChannels() {
        var log = EventLog()
        log.append(Self.partial(0, "left"), channel: 0)
        log.append(Self.partial(0, "right"), channel: 1)
        log.append(Self.final(0, "left"), channel: 0)
        expect(Self.numbers(log) == [2, 3])
        expect(log.entry(after: 0)?.channel == 1 && log.entry(after: 2)?.channel == 0)
    }

    @Test func aFinalComesWithTheTranscriptOfItsTime() {
        var log = EventLog()
        log.append(Self.final(0, "one"))
        log.append(Self.final(1, "two"))
        log.append(Self.final(2, "three"))
        expect(log.fullTranscript(through: 2) == "one two")
        expect(log.fullTranscript(through: 3) == "one two three")
    }

    @Test func onlyWhatWasSentMakesRoom() {
        var log = EventLog(limit: 1_000)
        for utterance in 0..<10 { log.append(Self.final(utterance, String(repeating: "x", count: 72))) }
        expect(log.isFull)
        log.trim(through: 0)
        expect(Self.numbers(log) == Array(1...10))
        log.trim(through: 2)
        expect(Self.numbers(log) == Array(3...10))
        log.trim(through: 10)
        expect(Self.numbers(log) == Array(6...10), "no more than has to go")
        expect(log.last == 10)
    }
}
