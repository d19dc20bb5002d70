// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Transcription
import WireText

/// A parameter of a query, whose value is to be read as one kind or another. A plain value.
struct DeepgramParameter {
    let name: String
    let value: String

    /// Adds languages to detect: true for any, false for none, or names of some.
    func addLanguages(to candidates: inout [String]?) {
        switch try? self.flag() {
        case true?: candidates = candidates ?? []
        case false?: break
        case nil: candidates = (candidates ?? []) + [self.value]
        }
    }

    /// Whether it is there and not false.
    var isGiven: Bool { (try? self.flag()) ?? true }

    /// A truth value, as the official clients or Python write it.
    func flag() throws(DeepgramError) -> Bool {
        switch self.value.lowercased() {
        case "true", "1": true
        case "false", "0", "": false
        default: throw self.error("It must be true or false.")
        }
    }

    func integer(in range: ClosedRange<Int>, unit: String = "") throws(DeepgramError) -> Int {
        guard let number = Int(self.value), range.contains(number) else {
            throw self.error("It must be a number from \(range.lowerBound) to \(range.upperBound)\(unit).")
        }
        return number
    }

    /// A time, or none where it is 0 or false.
    func optionalMilliseconds() throws(DeepgramError) -> Int? {
        if ["false", "0", ""].contains(self.value.lowercased()) { return nil }
        guard let number = Int(self.value), (1...60_000).contains(number) else {
            throw self.error("It must be a number of milliseconds up to 60000.")
        }
        return number
    }

    func endpointing() throws(DeepgramError) -> DeepgramOptions.Endpointing {
        if self.value.lowercased() == "true" { return .usual }
        guard let milliseconds = try self.optionalMilliseconds() else { return self.value.isEmpty ? .usual : .off }
        return .silence(milliseconds)
    }

    func encoding() throws(DeepgramError) -> AudioEncoding {
        switch self.value.lowercased() {
        case "": return .auto
        case "linear16": return .s16
        case "linear32": return .f32
        case "mulaw": return .mulaw
        case "alaw": return .alaw
        case "flac": return .flac
        case "opus": return .opus
        case "ogg-opus": return .ogg
        default:
            throw self.error(
                "Supported are linear16, linear32, mulaw, alaw, flac, opus and ogg-opus. Leave it out for wav, webm, mp3 "
                    + "and other containers.")
        }
    }

    /// Adds phrases to expect: a text, `keywords` with a weight as in `Steno:2`, or a list as version 5 of the Python client writes it.
    func addPhrases(to phrases: inout [HotWord]) throws(DeepgramError) {
        var texts = [self.value]
        if self.value.utf8.starts(with: "['".utf8), self.value.utf8.count >= 4,
            self.value.utf8.suffix(2).elementsEqual("']".utf8)
        {
            texts = self.value.dropFirst(2).dropLast(2).split(separator: "', '").map(String.init)
        }
        do throws(HotWordsError) {
            for text in texts where !text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) {
                phrases.append(try self.name == "keywords" ? HotWord(parsing: text) : HotWord(text))
            }
        } catch {
            throw DeepgramError("Invalid value for \(self.name). \(error)")
        }
        guard phrases.count <= HotWords.mostPhrases else {
            throw DeepgramError("\(HotWordsError.tooMany(phrases.count))")
        }
    }

    /// Changes what is done to texts.
    func apply(to rules: inout TextRules) throws(DeepgramError) {
        do {
            try TextRuleField(rawValue: self.name)?.apply(self.value, to: &rules)
        } catch let error as TextRuleField.Expectation {
            throw self.error("It must be \(error.description).")
        } catch {
            throw DeepgramError("Invalid value for \(self.name). \(error)")
        }
    }

    private func error(_ remedy: String) -> DeepgramError {
        DeepgramError(
            "Invalid value '\(ReceivedText.beginning(of: self.value, bytes: 40))' for \(self.name). \(remedy)")
    }
}
