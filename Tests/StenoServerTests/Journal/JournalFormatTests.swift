// SPDX-License-Identifier: Apache-2.0

import Testing
import TranscriptJournal
import Transcription

@testable import StenoServer
@testable import WireText

/// The transcripts of a journal as its route shows them.
struct JournalFormatTests {
    private static let first = FinalTranscript(
        utterance: 0, text: "Say “ä/b”; DROP TABLE.", start: 0, end: 8_000, language: "en")
    private static let second = FinalTranscript(
        utterance: 2, text: "one two",
        words: [
            TranscriptWord(text: "one", start: 16_000, end: 20_000, probability: 0.5),
            TranscriptWord(text: "two", start: 20_000, end: 24_000, probability: 0.25),
        ], start: 16_000, end: 24_000, language: "en")

    @Test func theFormats() throws {
        let session = JournalSession(
            id: "a", model: "base", startedAt: 1, endedAt: 2, finals: [Self.first, Self.second])
        let json = try JSONValue(parsing: JournalFormat.json.document(session))
        #expect(json["session"] == "a" && json["model"] == "base" && json["ended_at"] == 2)
        #expect(json["text"]?.text == "Say “ä/b”; DROP TABLE. one two")
        guard case .list(let utterances)? = json["utterances"], case .list(let words)? = utterances.last?["words"]
        else {
            Issue.record("no utterances: \(json)")
            return
        }
        #expect(utterances.map { $0["start"] } == [0, 1])
        #expect(words.map { $0["word"] } == ["one", "two"])
        #expect(try JournalFormat.text.document(session) == "Say “ä/b”; DROP TABLE.\none two\n")
        #expect(try JournalFormat.srt.document(session).hasSuffix("2\n00:00:01,000 --> 00:00:01,500\none two\n"))
        #expect(try JournalFormat.vtt.document(session).hasPrefix("WEBVTT\n\n00:00:00.000 --> 00:00:00.500\n"))
    }
}
