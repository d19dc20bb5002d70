// SPDX-License-Identifier: Apache-2.0

import Transcription
import WireText

extension HotWord {
    /// Reads phrases with commas or line breaks between them, each with a weight if it has one: `Steno, rigor mortis:2`.
    static func list(_ text: String) throws(HotWordsError) -> [HotWord] {
        let marks = [UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        return try self.words(text.utf8.split { marks.contains($0) }.map { Substring($0).trimmed }) {
            text throws(HotWordsError) in try HotWord(parsing: String(text))
        }
    }

    /// Reads the phrases of a list that has no weights; empty ones are left out.
    static func list(plain texts: some Sequence<String>) throws(HotWordsError) -> [HotWord] {
        try self.words(texts.map { $0.trimmed }) { text throws(HotWordsError) in try HotWord(String(text)) }
    }

    /// Reads a list of JSON: each is a text, with a weight if it has one, or an object such as `{"phrase": "Steno", "weight": 2}`.
    /// - Returns: nil if something in it is neither.
    static func list(json: [JSONValue]) throws(HotWordsError) -> [HotWord]? {
        guard json.count <= HotWords.mostPhrases else { throw .tooMany(json.count) }
        var words: [HotWord] = []
        for value in json {
            if let text = value.text {
                words.append(try HotWord(parsing: text))
            } else if let phrase = value["phrase"]?.text {
                guard let weight = (value["weight"] ?? 1).number else { return nil }
                words.append(try HotWord(phrase, weight: Float(weight)))
            } else {
                return nil
            }
        }
        return words
    }

    private static func words(
        _ texts: [Substring], _ read: (Substring) throws(HotWordsError) -> HotWord
    ) throws(HotWordsError) -> [HotWord] {
        let texts = texts.filter { !$0.isEmpty }
        guard texts.count <= HotWords.mostPhrases else { throw .tooMany(texts.count) }
        var words: [HotWord] = []
        for text in texts { words.append(try read(text)) }
        return words
    }

    /// The phrase as a client would write it.
    var json: JSONValue {
        self.weight == 1
            ? .text(self.text) : ["phrase": .text(self.text), "weight": .number(Double("\(self.weight)") ?? 1)]
    }
}

extension HotWords {
    /// Takes phrases together; nil if there are none.
    static func make(_ phrases: [HotWord], strength: Float = 1) throws(HotWordsError) -> HotWords? {
        phrases.isEmpty ? nil : try HotWords(phrases, strength: strength)
    }
}
