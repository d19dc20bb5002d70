// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels
import Testing
import Transcription

@testable import steno

@Suite struct SpeakerAttributionTests {
    private static func turn(_ start: Double, _ end: Double, _ speaker: Int, name: String? = nil) -> SpeakerTurn {
        SpeakerTurn(
            range: Int(start * 16_000)..<Int(end * 16_000),
            label: SpeakerLabel(speaker: speaker, name: name, confidence: 0.9))
    }

    private static func transcript(_ words: [(text: String, start: Double, end: Double)]) -> FileTranscript {
        let timed = words.map {
            FileTranscript.Word(text: $0.text, start: $0.start, end: $0.end, probability: 1)
        }
        return FileTranscript(
            file: "call.wav", duration: 10, language: "en",
            segments: [
                .init(
                    text: words.map(\.text).joined(separator: " "), start: words[0].start - 0.1,
                    end: words[words.count - 1].end + 0.2, words: timed)
            ])
    }

    private let exchange = SpeakerAttribution(turns: [Self.turn(0, 1, 0), Self.turn(1.4, 3, 1, name: "Ann <A>")])
        .attributed(Self.transcript([("Ready?", 0.2, 0.8), ("I", 1.2, 1.5), ("am.", 1.6, 2)]))

    @Test func segmentIsDividedWhereTheSpeakerChanges() {
        #expect(exchange.segments.map(\.text) == ["Ready?", "I am."])
        #expect(exchange.speakers.map { $0?.speaker } == [0, 1])
        #expect(exchange.segments.map(\.words.count) == [1, 2])
        #expect(exchange.segments[0].end == 0.8 && exchange.segments[1].start == 1.2)
        #expect(abs(exchange.segments[0].start - 0.1) < 1e-9 && abs(exchange.segments[1].end - 2.2) < 1e-9)
    }

    @Test func wordBetweenTurnsBelongsToTheNearestWithinASecond() {
        let attribution = SpeakerAttribution(turns: [Self.turn(0, 1, 0), Self.turn(4, 5, 1)])
        #expect(attribution.speaker(from: 1.2, to: 1.4)?.speaker == 0)
        #expect(attribution.speaker(from: 3.6, to: 3.9)?.speaker == 1)
        #expect(attribution.speaker(from: 2.2, to: 2.6) == nil)
        #expect(SpeakerAttribution(turns: []).speaker(from: 0, to: 1) == nil)
    }

    @Test func wordWithoutASpeakerStaysWithItsNeighbours() {
        let result = SpeakerAttribution(turns: [Self.turn(5, 6, 2)])
            .attributed(Self.transcript([("Far", 1, 1.2), ("away", 3, 3.4), ("now", 5.2, 5.6)]))
        #expect(result.segments.map(\.text) == ["Far away now"])
        #expect(result.speakers.map { $0?.speaker } == [2])
    }

    @Test func segmentWithoutWordTimesHasTheSpeakerOfMostOfIt() {
        var transcript = Self.transcript([("Yes.", 0.5, 3)])
        transcript.segments[0].words = []
        let result = SpeakerAttribution(turns: [Self.turn(0, 1, 0), Self.turn(1, 3, 1)]).attributed(transcript)
        #expect(result.speakers.map { $0?.speaker } == [1])
    }

    @Test func everyFormatNamesTheSpeaker() throws {
        #expect(
            try TranscriptFormat.text.document([exchange], asSeveral: false)
                == "Speaker 1: Ready?\nAnn <A>: I am.\n")
        #expect(
            try TranscriptFormat.srt.document([exchange], asSeveral: false) == """
                1
                00:00:00,200 --> 00:00:00,800
                Speaker 1: Ready?

                2
                00:00:01,200 --> 00:00:02,000
                Ann <A>: I am.

                """)
        #expect(
            try TranscriptFormat.vtt.document([exchange], asSeveral: false).contains("<v Ann &lt;A&gt;>I am."))
        let json = try TranscriptFormat.json.document([exchange], asSeveral: false)
        #expect(json.contains(#"{"speaker":0,"speaker_confidence":0.9,"start":0.1,"end":0.8,"text":"Ready?""#))
        #expect(json.contains(#"{"speaker":1,"speaker_name":"Ann <A>","speaker_confidence":0.9,"start":1.2"#))
    }
}
