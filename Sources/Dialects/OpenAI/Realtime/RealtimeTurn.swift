// SPDX-License-Identifier: Apache-2.0

import Transcription

/// The speech until the speaker stops, or until the client ends it. A plain value.
struct RealtimeTurn: Equatable {
    /// The name of its item.
    let id: String
    /// Its first sample, at 16 kHz.
    private let start: Int
    private var end: Int
    /// The first of its utterances; long speech has several.
    private let first: Int
    /// The last of them; nil while it may have more.
    var last: Int?
    private var text = StableText()
    /// What is stable but not told yet.
    private var untold = ""

    init(id: String, start: Int, first: Int = 0) {
        self.id = id
        self.start = start
        self.end = start
        self.first = first
    }

    /// Whether an utterance is one of it.
    func contains(_ utterance: Int) -> Bool {
        utterance >= self.first && utterance <= self.last ?? .max
    }

    /// Takes in more of its text.
    /// - Parameter tells: whether the client is notified now; else it is when the turn is committed.
    mutating func receive(_ event: TranscriptEvent, tells: Bool = true) -> [RealtimeServerEvent] {
        guard let delta = self.text.receive(event) else { return [] }
        guard tells else {
            self.untold += delta
            return []
        }
        return [.delta(self.id, delta)]
    }

    /// Ends it with a sample.
    mutating func commit(end: Int) -> [RealtimeServerEvent] {
        self.end = max(end, self.start)
        guard !self.untold.isEmpty else { return [] }
        defer { self.untold = "" }
        return [.delta(self.id, self.untold)]
    }

    /// Its whole text.
    var completed: RealtimeServerEvent {
        .completed(self.id, self.text.final, samples: self.end - self.start)
    }
}
