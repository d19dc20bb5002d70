// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription
import WireText

/// What a client asks for with a recording: the fields of its form, checked. A plain value.
struct OpenAIFileRequest: Equatable {
    /// The language spoken, or those that it may be.
    private(set) var language = LanguageChoice.any
    /// Text that came before.
    private(set) var prompt: Prompt?
    /// Phrases to expect.
    private(set) var hotWords: HotWords?
    /// What is changed in texts.
    private(set) var textRules = TextRules()
    private(set) var format = OpenAIResponseFormat.json
    private(set) var wantsWords = false
    private(set) var wantsSegments = true
    /// Whether the answer comes in pieces, as server-sent events.
    private(set) var streams = false
    let task: RecognitionTask

    /// Reads the fields of a form. Those that mean nothing here are ignored (docs/compatibility.md).
    /// - Throws: ``OpenAIError`` with the name of the field that is wrong.
    init(
        fields: [(name: String, value: String)], task: RecognitionTask, model: ServedModel
    ) throws(OpenAIError) {
        self.task = task
        var hasModel = false
        var granularities: Set<String> = []
        var phrases: [HotWord] = []
        var languages: [String] = []
        for (name, value) in fields where name.isASCII {
            // Lists come as `name[]`, as `name[0]`, or without brackets.
            let field = name.split(ascii: "[", maxSplits: 1).first.map(String.init) ?? ""
            switch field {
            case "model": hasModel = !value.isEmpty
            case "language": self.language = try OpenAILanguage.choice([value], of: model, param: field)
            case "languages": languages.append(value)
            case "prompt": self.prompt = Prompt(value)
            case "keywords":
                phrases += try Self.phrases(field) { () throws(HotWordsError) in try HotWord.list(plain: [value]) }
            case "hotwords": phrases += try Self.phrases(field) { () throws(HotWordsError) in try HotWord.list(value) }
            case "replace", "redact", "profanity_filter", "numerals", "filler_words": try self.apply(value, of: field)
            case "response_format": self.format = try Self.format(value, task)
            case "timestamp_granularities": granularities.insert(try Self.granularity(value))
            case "temperature": try Self.checkTemperature(value)
            case "stream": self.streams = value == "true" || value == "1"
            default: break
            }
        }
        let candidates = try OpenAILanguage.choice(languages, of: model, param: "languages")
        if self.language == .any { self.language = candidates }
        guard hasModel else {
            throw OpenAIError(
                "You must provide a model parameter, such as \(model.name).", param: "model",
                code: "missing_required_parameter")
        }
        guard task == .transcribe || model.languages.count > 1 else {
            throw OpenAIError(
                "The model \(model.name) supports English only and cannot translate. Ask /v1/audio/transcriptions, or "
                    + "serve a multilingual model.", param: "model", code: "unsupported_model")
        }
        self.hotWords = try Self.phrases("keywords") { () throws(HotWordsError) in try HotWords.make(phrases) }
        self.wantsWords = granularities.contains("word")
        self.wantsSegments = granularities.isEmpty || granularities.contains("segment")
    }

    /// The same for the transcription.
    var configuration: SessionConfiguration {
        var configuration = SessionConfiguration.recording(
            language: self.language.code, detection: self.language.detection, task: self.task, prompt: self.prompt,
            hotWords: self.hotWords,
            textRules: self.textRules, wordTimes: self.format.hasTimes)
        // Who takes the text in pieces need not wait for the end of an utterance.
        if self.streams { configuration.partialInterval = 3 * 16_000 }
        return configuration
    }

    private mutating func apply(_ value: String, of field: String) throws(OpenAIError) {
        do {
            try TextRuleField(rawValue: field)?.apply(value, to: &self.textRules)
        } catch let error as TextRuleField.Expectation {
            throw OpenAIError("\(field) must be \(error.description).", param: field, code: "invalid_value")
        } catch {
            throw OpenAIError("\(error)", param: field, code: "invalid_value")
        }
    }

    private static func phrases<Value>(
        _ field: String, _ read: () throws(HotWordsError) -> Value
    ) throws(OpenAIError) -> Value {
        do throws(HotWordsError) { return try read() } catch {
            throw OpenAIError(error.description, param: field, code: "invalid_value")
        }
    }

    private static func format(_ value: String, _ task: RecognitionTask) throws(OpenAIError) -> OpenAIResponseFormat {
        guard value != "diarized_json" else {
            throw OpenAIError(
                "Speakers are not told apart here: diarized_json is not available. Ask for verbose_json.",
                param: "response_format", code: "unsupported_value")
        }
        guard let format = OpenAIResponseFormat(rawValue: value) else {
            throw .invalidValue(
                value, param: "response_format", supported: OpenAIResponseFormat.allCases.map(\.rawValue))
        }
        return format
    }

    private static func granularity(_ value: String) throws(OpenAIError) -> String {
        guard ["word", "segment"].contains(value) else {
            throw .invalidValue(value, param: "timestamp_granularities", supported: ["word", "segment"])
        }
        return value
    }

    private static func checkTemperature(_ value: String) throws(OpenAIError) {
        guard let number = Double(value), (0...1).contains(number) else {
            throw OpenAIError(
                "temperature must be a number from 0 to 1.", param: "temperature", code: "invalid_value")
        }
    }
}

extension OpenAIError {
    /// A value that is none of a few.
    static func invalidValue(_ value: String, param: String, supported: [String]) -> OpenAIError {
        OpenAIError(
            "Invalid value: '\(ReceivedText.beginning(of: value, bytes: 40))'. Supported values are: "
                + supported.map { "'\($0)'" }.joined(separator: ", ") + ".",
            param: param, code: "invalid_value")
    }
}
