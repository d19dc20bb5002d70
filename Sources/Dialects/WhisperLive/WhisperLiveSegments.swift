// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription
import WireText

/// The last segments of a WhisperLive session: those that are completed, and the one that goes on. A plain value.
struct WhisperLiveSegments {
    private let limit: Int
    private let tellsWords: Bool
    private var completed: [JSONValue] = []

    /// - Parameters:
    ///   - limit: how many completed ones a message repeats.
    ///   - tellsWords: whether those list their words.
    init(limit: Int, tellsWords: Bool = false) {
        self.limit = limit
        self.tellsWords = tellsWords
    }

    /// The list to tell after an event; nil when it tells nothing of texts.
    mutating func receive(_ event: TranscriptEvent) -> [JSONValue]? {
        switch event {
        case .partial(let partial):
            let segment = Self.segment(partial.text, start: partial.start, end: partial.end, isCompleted: false)
            return self.completed + [segment]
        case .final(let final):
            let words = self.tellsWords ? final.words.map(Self.word) : nil
            self.completed.append(
                Self.segment(final.text, start: final.start, end: final.end, isCompleted: true, words: words))
            self.completed.removeFirst(max(0, self.completed.count - self.limit))
            return self.completed
        // Clients look at the last one, so there has to be one.
        case .empty: return self.completed.isEmpty ? nil : self.completed
        case .speechStarted, .speechStopped, .flushed, .failed: return nil
        }
    }

    private static func segment(
        _ text: String, start: Int, end: Int, isCompleted: Bool, words: [JSONValue]? = nil
    ) -> JSONValue {
        var fields: [String: JSONValue] = [
            "start": .text(Self.seconds(start)), "end": .text(Self.seconds(end)), "text": .text(" \(text)"),
            "completed": .flag(isCompleted),
        ]
        if let words { fields["words"] = .list(words) }
        return .object(fields)
    }

    private static func word(_ word: TranscriptWord) -> JSONValue {
        [
            "word": .text(" \(word.text)"), "start": .number(SampleClock.seconds(word.start)),
            "end": .number(SampleClock.seconds(word.end)), "probability": .number(Double(word.probability)),
        ]
    }

    /// Samples of 16 kHz as seconds with three decimals.
    private static func seconds(_ samples: Int) -> String {
        let milliseconds = (samples + 8) / 16
        let fraction = "\(milliseconds % 1_000)"
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
