// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription

@testable import Dialects

/// A text in pieces that are never taken back.
struct StableTextTests {
    private static func partial(_ utterance: Int, _ text: String, stable: String) -> TranscriptEvent {
        .partial(.init(utterance: utterance, text: text, stable: stable, start: 0, end: 0, language: "en"))
    }

    private static func final(_ utterance: Int, _ text: String) -> TranscriptEvent {
        .final(FinalTranscript(utterance: utterance, text: text, start: 0, end: 0, language: "en"))
    }

    @Test func piecesJoinToTheText() {
        var text = StableText()
        let pieces = [
            .speechStarted(utterance: 0, at: 0), Self.partial(0, "and so", stable: ""),
            Self.partial(0, "and so my fellow", stable: "and so"),
            Self.partial(0, "and so my fellow Americans", stable: "and so"),
            Self.partial(0, "and so my fellow Americans ask", stable: "and so my fellow"),
            Self.final(0, "and so my fellow Americans,"), Self.partial(1, "ask not", stable: "ask"),
            Self.final(1, "ask not."),
        ].map { text.receive($0) }
        #expect(
            pieces == [nil, nil, "and so", nil, " my fellow", " Americans,", " ask", " not."])
        #expect(pieces.compactMap { $0 }.joined() == text.final)
        #expect(text.final == "and so my fellow Americans, ask not.")
    }
}
