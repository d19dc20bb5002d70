// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing
import Transcription

@testable import steno

@Suite struct TranscriptFormatTests {
    let transcript = FileTranscript(
        file: "a \"b\".wav", duration: 11, language: "en",
        segments: [
            .init(
                text: "Hi.", start: 0.1, end: 0.50049,
                words: [.init(text: "Hi.", start: 0.1, end: 0.5, probability: 0.98765)]),
            .init(text: "Bye.", start: 2, end: 3),
        ])
    let silence = FileTranscript(file: "silence.wav", duration: 1, language: nil, segments: [])

    @Test func textIsTheTranscriptAlone() throws {
        #expect(try TranscriptFormat.text.document([transcript], asSeveral: false) == "Hi.\nBye.\n")
        #expect(try TranscriptFormat.text.document([silence], asSeveral: false) == "")
        #expect(
            try TranscriptFormat.text.document([transcript, silence], asSeveral: true)
                == "==> a \"b\".wav <==\nHi.\nBye.\n\n==> silence.wav <==\n")
    }

    private struct Read: Decodable {
        struct Segment: Decodable {
            struct Word: Decodable {
                var word: String
                var probability: Double
            }
            var text: String
            var start: Double
            var end: Double
            var words: [Word]?
        }
        var file: String
        var duration: Double
        var language: String?
        var text: String
        var segments: [Segment]
    }

    @Test func jsonReadsBack() throws {
        let text = try TranscriptFormat.json.document([transcript], asSeveral: false)
        let read = try JSONDecoder().decode(Read.self, from: Data(text.utf8))
        #expect(read.file == "a \"b\".wav")
        #expect(read.text == "Hi. Bye.")
        #expect(read.segments.map(\.end) == [0.5, 3])
        #expect(read.segments[0].words?.map(\.probability) == [0.988])
        #expect(read.segments[1].words == nil)
    }

    @Test func jsonHasItsFieldsInTheOrderOfReadingAndALineForASegment() throws {
        #expect(
            try TranscriptFormat.json.document([transcript], asSeveral: false) == #"""
                {"file":"a \"b\".wav","duration":11,"language":"en","text":"Hi. Bye.","segments":[
                {"start":0.1,"end":0.5,"text":"Hi.","words":[{"word":"Hi.","start":0.1,"end":0.5,"probability":0.988}]},
                {"start":2,"end":3,"text":"Bye."}
                ]}

                """#)
    }

    @Test func channelsApartAreNamedInEveryFormat() throws {
        var other = transcript
        other.segments = [.init(text: "Yes?", start: 1, end: 1.5)]
        let joined = FileTranscript.joining([transcript, other])
        #expect(
            try TranscriptFormat.text.document([joined], asSeveral: false) == "[1] Hi.\n[2] Yes?\n[1] Bye.\n")
        #expect(try TranscriptFormat.srt.document([joined], asSeveral: false).contains("\n[2] Yes?\n"))
        #expect(
            try TranscriptFormat.json.document([joined], asSeveral: false).contains(
                #"{"channel":2,"start":1,"end":1.5,"text":"Yes?"}"#))
    }

    @Test func jsonOfSeveralFilesIsAnArray() throws {
        for transcripts in [[transcript, silence], [silence], []] {
            let text = try TranscriptFormat.json.document(transcripts, asSeveral: true)
            let read = try JSONDecoder().decode([Read].self, from: Data(text.utf8))
            #expect(read.map(\.file) == transcripts.map(\.file))
        }
    }
}
