// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription
import WireText

/// What a Vosk client has not been sent yet. A plain value.
struct VoskResults {
    /// Whether results list their words with times.
    var tellsWords = true
    /// Whether results have the form of alternatives, of which there is one.
    var tellsAlternatives = false
    private var finals: [FinalTranscript] = []
    private var partial = ""

    /// Whether there is a text that will not come again.
    var hasMore: Bool { !self.finals.isEmpty }

    mutating func receive(_ event: TranscriptEvent) {
        switch event {
        case .partial(let partial): self.partial = VoskText.plain(partial.text)
        case .final(let final):
            self.finals.append(final)
            self.partial = ""
        case .empty: self.partial = ""
        case .speechStarted, .speechStopped, .flushed, .failed: break
        }
    }

    /// The reply to audio: the oldest final, else the partial.
    mutating func next() -> JSONValue {
        guard self.hasMore else { return ["partial": .text(self.partial)] }
        return self.result([self.finals.removeFirst()])
    }

    /// All finals in one.
    mutating func rest() -> JSONValue {
        defer {
            self.finals = []
            self.partial = ""
        }
        return self.result(self.finals)
    }

    private func result(_ finals: [FinalTranscript]) -> JSONValue {
        let words = finals.flatMap(\.words)
        var fields: [String: JSONValue] = ["text": .text(VoskText.plain(finals.map(\.text).joined(separator: " ")))]
        if self.tellsWords, !words.isEmpty { fields["result"] = .list(words.flatMap(Self.json)) }
        guard self.tellsAlternatives else { return .object(fields) }
        // Without words, nothing was recognized for certain.
        let confidence = words.isEmpty ? 1 : words.map { Double($0.probability) }.reduce(0, +) / Double(words.count)
        fields["confidence"] = .number(confidence)
        return ["alternatives": [.object(fields)]]
    }

    private static func json(_ word: TranscriptWord) -> [JSONValue] {
        VoskText.words(word.text).map { text in
            [
                "conf": .number(Double(word.probability)), "start": .number(SampleClock.seconds(word.start)),
                "end": .number(SampleClock.seconds(word.end)), "word": .text(text),
            ]
        }
    }
}
