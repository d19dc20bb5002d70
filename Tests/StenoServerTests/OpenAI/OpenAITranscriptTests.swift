// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// The bodies of answers.
struct OpenAITranscriptTests {
    private static let finals = [
        FinalTranscript(
            utterance: 0, text: "Ask not.",
            words: [
                TranscriptWord(text: "Ask", start: 1_600, end: 8_000, probability: 1),
                TranscriptWord(text: "not.", start: 8_000, end: 16_000, probability: 0.5),
            ], start: 0, end: 16_000, language: "en"),
        FinalTranscript(utterance: 2, text: "What?", start: 3_661 * 16_000, end: 3_662 * 16_000, language: "en"),
    ]

    private static func body(_ fields: [(String, String)], _ finals: [FinalTranscript] = finals) throws -> String {
        let request = try OpenAIFileRequest(
            fields: [("model", "base")] + fields, task: .transcribe,
            model: ServedModel(name: "base", languages: ["en", "de"]))
        return try OpenAITranscript(request: request, finals: finals, length: 58_600_000).body()
    }

    @Test func json() throws {
        let body = try JSONValue(parsing: try Self.body([]))
        #expect(
            body
                == .object([
                    "text": "Ask not. What?", "usage": .object(["type": "duration", "seconds": 3662.5]),
                ]))
    }

    @Test func text() throws {
        #expect(try Self.body([("response_format", "text")]) == "Ask not. What?\n")
    }

    @Test func subtitles() throws {
        let srt = try Self.body([("response_format", "srt")])
        #expect(
            srt == """
                1
                00:00:00,100 --> 00:00:01,000
                Ask not.

                2
                01:01:01,000 --> 01:01:02,000
                What?


                """)
        let vtt = try Self.body([("response_format", "vtt")])
        #expect(vtt.hasPrefix("WEBVTT\n\n00:00:00.100 --> 00:00:01.000\nAsk not.\n\n01:01:01.000 --> "))
    }

    @Test func verboseWithSegments() throws {
        let body = try JSONValue(parsing: try Self.body([("response_format", "verbose_json")]))
        #expect(body["task"] == "transcribe" && body["language"] == "english" && body["duration"] == 3662.5)
        #expect(body["words"] == nil)
        guard case .list(let segments)? = body["segments"] else { throw RawConnection.Failure(what: "no segments") }
        #expect(segments.map { $0["id"]?.integer } == [0, 1])
        #expect(segments.map { $0["text"]?.text } == ["Ask not.", "What?"])
        #expect(segments[1]["start"] == 3661 && segments[1]["end"] == 3662)
        for name in ["seek", "tokens", "temperature", "avg_logprob", "compression_ratio", "no_speech_prob"] {
            #expect(segments[0][name] != nil)
        }
    }

    @Test func verboseWithWords() throws {
        let format = ("response_format", "verbose_json")
        let words = try JSONValue(parsing: try Self.body([format, ("timestamp_granularities[]", "word")]))
        #expect(words["segments"] == nil)
        #expect(
            words["words"]
                == .list([
                    .object(["word": "Ask", "start": 0.1, "end": 0.5]),
                    .object(["word": "not.", "start": 0.5, "end": 1]),
                ]))
        let both = try JSONValue(
            parsing: try Self.body([
                format, ("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment"),
            ]))
        #expect(both["segments"] != nil && both["words"] != nil)
    }

    @Test func nothingWasSaid() throws {
        #expect(try JSONValue(parsing: Self.body([], []))["text"] == "")
        #expect(try Self.body([("response_format", "text")], []) == "\n")
        #expect(try Self.body([("response_format", "vtt")], []).hasPrefix("WEBVTT\n"))
        let verbose = try JSONValue(parsing: Self.body([("response_format", "verbose_json")], []))
        #expect(verbose["segments"] == .list([]))
    }
}
