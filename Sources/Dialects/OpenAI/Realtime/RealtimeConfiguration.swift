// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription
import WireText

/// What a client of OpenAI's Realtime interface asked for, so far. A plain value.
struct RealtimeConfiguration: Equatable {
    /// What the client calls its model, whatever is served.
    private(set) var modelName: String
    private(set) var language = LanguageChoice.any
    private(set) var prompt: Prompt?
    private(set) var keywords: [String] = []
    private var hotWords: HotWords?
    private(set) var format = RealtimeAudioFormat.pcm(rate: 24_000)
    private(set) var turnDetection = RealtimeTurnDetection.server(.init())
    /// Kept to be echoed, and for nothing else.
    private(set) var noiseReduction = JSONValue.null
    private(set) var include = JSONValue.null
    private(set) var type = "transcription"

    /// Of what is kept to be echoed with each answer, in bytes.
    private static let longestKept = 1_000
    private static let longestName = 200
    /// Models whose texts come while the audio does, before the client commits.
    private static let streamingModels = ["gpt-realtime-whisper", "gpt-live-transcribe"]

    /// - Parameter modelName: what the client calls its model.
    init(modelName: String) {
        self.modelName = modelName
    }

    /// Whether a turn's text is reported before the client has committed it.
    var tellsBeforeCommit: Bool { Self.streamingModels.contains(self.modelName) }

    /// Changes what a `session` names, in the form of today or of the beta, and nothing else.
    ///
    /// Fields that mean nothing here are ignored: clients give up at any error.
    /// - Throws: ``OpenAIError`` with the name of the field; nothing has changed then.
    mutating func apply(_ session: JSONValue, model: ServedModel) throws(OpenAIError) {
        var changed = self
        if let type = session["type"], type != .null {
            guard let type = type.text, ["transcription", "realtime"].contains(type) else {
                throw .invalidValue(
                    session["type"]?.shown ?? "", param: "session.type", supported: ["transcription", "realtime"])
            }
            changed.type = type
        }
        if let include = session["include"] { changed.include = try Self.kept(include, param: "session.include") }
        if let input = session["audio"]?["input"] {
            if let format = input["format"], format != .null {
                changed.format = try RealtimeAudioFormat(format, name: "session.audio.input.format")
            }
            try changed.apply(input, prefix: "", name: "session.audio.input.", model: model)
        }
        if let format = session["input_audio_format"], format != .null {
            changed.format = try RealtimeAudioFormat(beta: format, name: "session.input_audio_format")
        }
        try changed.apply(session, prefix: "input_audio_", name: "session.", model: model)
        self = changed
    }

    /// What both forms have, under other names.
    private mutating func apply(
        _ fields: JSONValue, prefix: String, name: String, model: ServedModel
    ) throws(OpenAIError) {
        if let transcription = fields["\(prefix)transcription"] {
            try self.apply(transcription: transcription, name: "\(name)\(prefix)transcription", model: model)
        }
        if let reduction = fields["\(prefix)noise_reduction"] {
            self.noiseReduction = try Self.kept(reduction, param: "\(name)\(prefix)noise_reduction")
        }
        if let detection = fields["turn_detection"] {
            try self.turnDetection.apply(detection, name: "\(name)turn_detection")
        }
    }

    private mutating func apply(
        transcription: JSONValue, name: String, model: ServedModel
    ) throws(OpenAIError) {
        guard transcription != .null else {
            // There is nothing else to do here than to transcribe: what was set is forgotten.
            (self.modelName, self.language, self.prompt) = (model.name, .any, nil)
            (self.keywords, self.hotWords) = ([], nil)
            return
        }
        guard transcription.isObject else {
            throw .invalidValue(transcription, param: name, expected: "an object or null")
        }
        if let name = transcription["model"]?.text {
            self.modelName = ReceivedText.beginning(of: name, bytes: Self.longestName)
        }
        for field in ["languages", "language"] {
            guard let value = transcription[field] else { continue }
            let texts = value.list.map { $0.compactMap(\.text) } ?? [value.text ?? ""]
            self.language = try OpenAILanguage.choice(texts, of: model, param: "\(name).\(field)")
        }
        if let prompt = transcription["prompt"] { self.prompt = prompt.text.flatMap { Prompt($0) } }
        if let keywords = transcription["keywords"] {
            let texts = (keywords.list ?? []).compactMap(\.text)
            do throws(HotWordsError) {
                let words = try HotWord.list(plain: texts)
                (self.keywords, self.hotWords) = (words.map(\.text), try HotWords.make(words))
            } catch {
                throw OpenAIError(error.description, param: "\(name).keywords", code: "invalid_value")
            }
        }
    }

    private static func kept(_ value: JSONValue, param: String) throws(OpenAIError) -> JSONValue {
        guard let text = try? value.json(), text.utf8.count <= Self.longestKept else {
            throw .invalidValue(value, param: param, expected: "JSON of at most \(Self.longestKept) bytes")
        }
        return value
    }

    /// The same for the transcription.
    var session: SessionConfiguration {
        SessionConfiguration(
            language: self.language.code, detection: self.language.detection, prompt: self.prompt,
            hotWords: self.hotWords,
            endpointer: self.turnDetection.endpointer)
    }
}
