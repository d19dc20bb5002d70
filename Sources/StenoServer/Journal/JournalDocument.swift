// SPDX-License-Identifier: Apache-2.0

import Dialects
import SessionRuntime
import TranscriptJournal
import Transcription

/// A session as `GET /v1/sessions/{id}` tells it. Times are in seconds of the session's audio.
struct JournalDocument: Encodable {
    private struct Utterance: Encodable {
        let utterance: Int
        let text: String
        let start: Double
        let end: Double
        let language: String
        let words: [TimedWord]?
    }

    private let session: String
    private let model: String
    private let startedAt: Int
    private let endedAt: Int?
    private let text: String
    private let utterances: [Utterance]

    private enum CodingKeys: String, CodingKey {
        case session, model, text, utterances
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }

    init(_ session: JournalSession) {
        self.session = session.id
        self.model = session.model
        self.startedAt = session.startedAt
        self.endedAt = session.endedAt
        self.text = session.finals.map(\.text).joined(separator: " ")
        self.utterances = session.finals.map { final in
            Utterance(
                utterance: final.utterance, text: final.text, start: SampleClock.seconds(final.start),
                end: SampleClock.seconds(final.end), language: final.language,
                words: final.words.isEmpty ? nil : final.words.map(TimedWord.init))
        }
    }
}
