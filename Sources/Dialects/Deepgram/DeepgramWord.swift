// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription
import WireText

/// A word as Deepgram's clients receive it. Positions are samples of 16 kHz. A plain value.
struct DeepgramWord: Equatable {
    /// With its punctuation.
    var text: String
    var start: Int
    var end: Int
    /// 0 to 1.
    var confidence: Double

    /// The words of a final, none before or after the window of its result.
    static func words(_ words: [TranscriptWord], within window: Range<Int>) -> [DeepgramWord] {
        var floor = window.lowerBound
        return words.map { word in
            let start = min(max(word.start, floor), window.upperBound)
            let end = min(max(word.end, start), window.upperBound)
            floor = start
            return DeepgramWord(text: word.text, start: start, end: end, confidence: Double(word.probability))
        }
    }

    /// The words of a text whose times nobody knows yet: spread over the window by their length.
    static func spread(_ text: String, over window: Range<Int>) -> [DeepgramWord] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        // A space belongs to the word before.
        let lengths = words.map { $0.count + 1 }
        let total = max(1, lengths.reduce(0, +) - 1)
        var position = 0
        return zip(words, lengths).map { word, length in
            defer { position += length }
            let start = window.lowerBound + window.count * position / total
            let end = window.lowerBound + window.count * (position + length - 1) / total
            return DeepgramWord(text: word, start: start, end: end, confidence: 1)
        }
    }

    var json: JSONValue {
        [
            "word": .text(self.bare), "start": .seconds(self.start), "end": .seconds(self.end),
            "confidence": .rounded(self.confidence), "punctuated_word": .text(self.text),
        ]
    }

    /// In small letters, without punctuation around it; as it is where there is nothing else.
    var bare: String {
        let isPart = { (character: Character) in character.isLetter || character.isNumber || character.isSymbol }
        guard let first = self.text.firstIndex(where: isPart), let last = self.text.lastIndex(where: isPart) else {
            return self.text
        }
        return self.text[first...last].lowercased()
    }
}

extension JSONValue {
    /// Samples of 16 kHz in seconds, to the millisecond.
    static func seconds(_ samples: Int) -> JSONValue { .number(SampleClock.seconds(samples)) }

    /// A number to four places.
    static func rounded(_ number: Double) -> JSONValue { .number((number * 10_000).rounded() / 10_000) }
}
