// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import Transcription
import WireText

/// A parameter with the value that a client gave it, which is checked as it is read.
struct Setting {
    /// The parameter's name, for the error message.
    let name: String
    let value: ParameterValue

    func number(in range: ClosedRange<Double>, unit: String = "") throws(SessionFault) -> Double {
        guard let number = self.value.number, range.contains(number) else {
            let bounds = [range.lowerBound, range.upperBound].map { ParameterValue.number($0).shown }
            throw self.invalid("a number from \(bounds[0]) to \(bounds[1])" + (unit.isEmpty ? "" : " \(unit)"))
        }
        return number
    }

    func integer(in range: ClosedRange<Int>, unit: String = "") throws(SessionFault) -> Int {
        guard let number = self.value.number, let integer = Int(exactly: number), range.contains(integer) else {
            throw self.invalid(
                "a whole number from \(range.lowerBound) to \(range.upperBound)" + (unit.isEmpty ? "" : " \(unit)"))
        }
        return integer
    }

    /// A sample rate of raw samples, in Hz.
    func sampleRate() throws(SessionFault) -> Int { try self.integer(in: 8_000...192_000, unit: "Hz") }

    /// A number of channels of raw samples.
    func channels() throws(SessionFault) -> Int { try self.integer(in: 1...32) }

    func flag() throws(SessionFault) -> Bool {
        guard let flag = self.value.flag else { throw self.invalid("true or false") }
        return flag
    }

    func prompt() throws(SessionFault) -> Prompt? {
        switch self.value {
        case .null: return nil
        case .text(let text) where text.utf8.count <= Prompt.longest: return Prompt(text)
        default: throw self.invalid("a text of at most \(Prompt.longest) bytes in UTF-8")
        }
    }

    /// Phrases to expect: a text with commas between them, or a list.
    func hotWords() throws(SessionFault) -> [HotWord] {
        do throws(HotWordsError) {
            switch self.value {
            case .null: return []
            case .text(let text): return try HotWord.list(text)
            case .other(.list(let list)): if let words = try HotWord.list(json: list) { return words }
            default: break
            }
        } catch {
            throw SessionFault(.invalidParameter, error.description)
        }
        throw self.invalid(
            #"a list of phrases such as ["Steno", {"phrase": "rigor mortis", "weight": 2}], or a text with commas"#)
    }

    /// Phrases to write in another way: texts such as `from:to`, as a list or with commas, or objects with `from` and `to`.
    func replacements() throws(SessionFault) -> [Replacement] {
        let expected = #"a list such as ["from:to"], or a text with commas"#
        guard let elements else { throw self.invalid(expected) }
        var replacements: [Replacement] = []
        for value in elements {
            guard let phrase = value.text ?? value["from"]?.text else { throw self.invalid(expected) }
            replacements.append(
                try self.checked { () throws(TextRulesError) in
                    let substitute = value["to"]?.text ?? ""
                    return try value.text == nil
                        ? Replacement(phrase, with: substitute) : Replacement(parsing: phrase)
                })
        }
        return replacements
    }

    /// What to hide: names as a list or with commas.
    func redactions() throws(SessionFault) -> Set<Redaction> {
        let names = self.elements.map { $0.compactMap(\.text) } ?? []
        guard let elements, elements.count == names.count else {
            throw self.invalid("a list of " + Redaction.allCases.map(\.rawValue).joined(separator: ", "))
        }
        var redactions: Set<Redaction> = []
        for name in names {
            redactions.insert(try self.checked { () throws(TextRulesError) in try Redaction(named: name) })
        }
        return redactions
    }

    /// The elements of a list, or of a text with commas; none for null, nil for anything else.
    private var elements: [JSONValue]? {
        switch self.value {
        case .null: []
        case .text(let text): text.split(ascii: ",").map { .text(String($0.trimmed)) }.filter { $0 != .text("") }
        case .other(.list(let list)): list
        default: nil
        }
    }

    /// What a rule about texts rejects is a wrong value.
    func checked<Value>(_ body: () throws(TextRulesError) -> Value) throws(SessionFault) -> Value {
        do throws(TextRulesError) { return try body() } catch {
            throw SessionFault(.invalidParameter, error.description)
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ choices: Choice.Type
    ) throws(SessionFault) -> Choice where Choice.RawValue == String {
        guard case .text(let text) = self.value, let choice = Choice(rawValue: text) else {
            throw self.invalid("one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    func encoding() throws(SessionFault) -> AudioEncoding {
        guard case .text(let text) = self.value, let encoding = AudioEncoding(spelled: text) else {
            let known = AudioEncoding.allCases.map(\.rawValue).joined(separator: ", ")
            throw SessionFault(
                .unsupportedEncoding,
                "The encoding \(self.value.shown) is not supported\(self.encodingMeant) Send one of \(known).")
        }
        return encoding
    }

    private var encodingMeant: String {
        guard case .text(let text) = self.value, let meant = AudioEncoding.suggestion(for: text) else { return "." }
        return ": did you mean \(meant)?"
    }

    /// A language, several as a list or with commas, or `multi` for one that changes.
    func language(of model: ServedModel) throws(SessionFault) -> LanguageChoice {
        do throws(LanguageError) {
            switch self.value {
            case .null: return .any
            case .text(let text): return try model.language(text)
            case .other(.list(let list)) where list.allSatisfy({ $0.text != nil }):
                return try model.language(list.compactMap(\.text))
            default: break
            }
        } catch {
            throw SessionFault(.invalidParameter, error.description)
        }
        throw self.invalid("auto, multi or a language, such as en")
    }

    func task(of model: ServedModel) throws(SessionFault) -> RecognitionTask {
        guard case .text(let text) = self.value, let task = RecognitionTask(rawValue: text) else {
            throw self.invalid("transcribe or translate")
        }
        guard task == .transcribe || model.languages.count > 1 else {
            throw self.invalid("transcribe, since the model \(model.name) knows one language only")
        }
        return task
    }

    func requireModel(_ model: ServedModel) throws(SessionFault) {
        guard self.value != .text(model.name), self.value != .null else { return }
        throw SessionFault(
            .unknownModel,
            "The model \(self.value.shown) is not served here. Leave `model` out, or ask for \(model.name).")
    }

    private func invalid(_ expected: String) -> SessionFault {
        SessionFault(.invalidParameter, "\(self.name) is \(self.value.shown), which must be \(expected).")
    }
}
