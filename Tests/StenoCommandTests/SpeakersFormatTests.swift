// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import SpeakerLabels
import Testing

@testable import steno

struct SpeakersFormatTests {
    private static let recording = RecordingTurns(
        file: "talks/my meeting.flac", duration: 160_000,
        turns: [
            SpeakerTurn(range: 8_000..<49_600, label: SpeakerLabel(speaker: 0, confidence: 0.98765)),
            SpeakerTurn(range: 64_000..<128_008, label: SpeakerLabel(speaker: 1, name: "Ada Lovelace", confidence: 1)),
        ], shown: [1: 80_000, 0: 16_000], processor: .milliseconds(250))

    @Test func textHasALineForEachTurn() throws {
        #expect(try SpeakersFormat.text.document(Self.recording) == "0:01–0:03  Speaker 1\n0:04–0:08  Ada Lovelace\n")
    }

    @Test func rttmHasNoSpacesInItsFields() throws {
        #expect(
            try SpeakersFormat.rttm.document(Self.recording) == """
                SPEAKER my_meeting 1 0.500 2.600 <NA> <NA> Speaker_1 <NA> <NA>
                SPEAKER my_meeting 1 4.000 4.001 <NA> <NA> Ada_Lovelace <NA> <NA>

                """)
    }

    @Test func jsonHasSeconds() throws {
        #expect(
            try SpeakersFormat.json.document(Self.recording) == """
                {"duration":10,"file":"talks/my meeting.flac","first_shown":[{"at":1,"speaker":0},{"at":5,"speaker":1}],\
                "processor_seconds":0.25,"turns":[{"confidence":0.988,"end":3.1,"speaker":0,"start":0.5},\
                {"confidence":1,"end":8.001,"name":"Ada Lovelace","speaker":1,"start":4}]}

                """)
    }

    @Test func recordingWithoutSpeechHasNoTurns() throws {
        let silence = RecordingTurns(file: "-", duration: 0, turns: [], shown: nil, processor: .zero)
        #expect(try SpeakersFormat.text.document(silence) == "")
        #expect(try SpeakersFormat.json.document(silence).contains("\"turns\":[]"))
    }

    @Test(arguments: [
        ["speakers"], ["speakers", "a.wav", "b.wav"], ["speakers", "-", "-", "--format", "rttm"],
        ["speakers", "a.wav", "--min-speakers", "3", "--max-speakers", "2"],
        ["speakers", "a.wav", "--max-speakers", "0"],
        ["transcribe", "a.wav", "--max-speakers", "2"],
        ["transcribe", "a.wav", "--speakers", "--channels", "apart"],
        ["transcribe", "a.wav", "--speakers", "--full-window"],
    ])
    func rejectsArgumentsThatContradictEachOther(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try Steno.parseAsRoot(arguments) }
    }
}
