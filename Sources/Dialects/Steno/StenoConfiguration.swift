// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import Transcription
import WireText

/// What a Steno client asked for: the audio it sends and how it wants it transcribed.
struct StenoConfiguration: Equatable, Sendable {
    enum SegmentationKind: String, CaseIterable {
        case voiceActivity = "vad"
        case fixed
    }

    var encoding = AudioEncoding.f32
    /// Whether the client said which it is.
    var isEncodingDeclared = false
    /// Of raw samples, in Hz; nil for what is usual in the encoding.
    var declaredSampleRate: Int?
    /// Of raw samples.
    var channels = 1
    /// The language spoken, or those that it may be.
    var language = LanguageChoice.any
    var task = RecognitionTask.transcribe
    var prompt: Prompt?
    private(set) var textRules = TextRules()
    private(set) var phrases: [HotWord] = []
    private(set) var hotWordsStrength: Float = 1
    var partialInterval = 500.0
    var silenceDuration = 500.0
    var minimumSpeech = 300.0
    var threshold = 0.5
    /// In seconds.
    var maximumUtterance = 25.0
    var words = false
    var segmentation = SegmentationKind.voiceActivity
    /// In seconds.
    var chunkDuration = 3.0
    /// In seconds.
    var overlap = 0.5
    /// What was asked for and cannot be done, but does no harm.
    var warnings: [String] = []
    private var unknownNames = 0
    /// How many unknown names are looked at.
    private static let mostUnknownNames = 100

    /// The audio that the client sends.
    var format: AudioFormat {
        AudioFormat(self.encoding, sampleRate: self.declaredSampleRate, channels: self.channels)
    }

    /// Looks at the first audio of a client that did not say what it sends: a recording shows what it is.
    mutating func recognizeEncoding(_ beginning: some Collection<UInt8>) {
        guard !self.isEncodingDeclared else { return }
        if let container = AudioEncoding(containerOf: beginning) {
            self.encoding = container
        } else if AudioEncoding.isUndecodable(beginning) {
            // Whose decoder says which it is.
            self.encoding = .auto
        }
    }

    /// The phrases to expect, if there are any.
    var hotWords: HotWords? { try? HotWords.make(self.phrases, strength: self.hotWordsStrength) }

    /// Takes over those parameters that may change in mid-stream.
    /// - Throws: as ``apply(_:model:)``; nothing has changed then.
    mutating func expect(_ parameters: [(name: String, value: ParameterValue)], model: ServedModel)
        throws(SessionFault)
    {
        let names = [StenoParameter.hotWords, .hotWordsStrength].map(\.rawValue)
        guard parameters.contains(where: { names.contains($0.name) }) else {
            throw SessionFault(
                .invalidMessage,
                #"A hotwords message must have "hotwords", a list such as ["Steno"], or null for none."#)
        }
        var changed = self
        try changed.apply(parameters.filter { names.contains($0.name) }, model: model)
        self = changed
    }

    /// Takes over parameters; those that are not named keep their values.
    /// - Parameters:
    ///   - parameters: names and values; a later one of a name counts, an unknown one becomes a warning.
    ///   - model: what the server offers.
    /// - Throws: ``SessionFault`` for the first value that is no good, with the values that are.
    mutating func apply(_ parameters: [(name: String, value: ParameterValue)], model: ServedModel)
        throws(SessionFault)
    {
        for (name, value) in parameters {
            guard let parameter = StenoParameter(name: name) else {
                self.warnOfUnknown(name)
                continue
            }
            try self.set(parameter, Setting(name: parameter.rawValue, value: value), model: model)
        }
        guard self.overlap <= self.chunkDuration - 0.5 else {
            throw SessionFault(
                .invalidParameter,
                "overlap_s is \(self.overlap), which must be at least 0.5 s less than chunk_duration_s, \(self.chunkDuration)."
            )
        }
    }

    /// Each warning once, and no more than anybody would read: what is sent must not grow with what comes in. After so many
    /// warnings, names are not even looked at.
    private mutating func warnOfUnknown(_ name: String) {
        guard self.unknownNames < Self.mostUnknownNames, self.warnings.count < 20 else { return }
        self.unknownNames += 1
        let warning = "Unknown parameter \(ParameterValue.text(name).shown) is ignored."
        if !self.warnings.contains(warning) { self.warnings.append(warning) }
    }

    private mutating func set(
        _ parameter: StenoParameter, _ setting: Setting, model: ServedModel
    ) throws(SessionFault) {
        switch parameter {
        case .sampleRate: self.declaredSampleRate = try setting.sampleRate()
        case .channels: self.channels = try setting.channels()
        case .encoding:
            self.encoding = try setting.encoding()
            self.isEncodingDeclared = true
        case .language, .languages: self.language = try setting.language(of: model)
        case .task: self.task = try setting.task(of: model)
        case .prompt: self.prompt = try setting.prompt()
        case .hotWords: self.phrases = try setting.hotWords()
        case .hotWordsStrength: self.hotWordsStrength = Float(try setting.number(in: 0...10))
        case .replace:
            let (rules, replacements) = (self.textRules, try setting.replacements())
            self.textRules = try setting.checked { () throws(TextRulesError) in try rules.replacing(replacements) }
        case .redact: self.textRules.redactions = try setting.redactions()
        case .profanityFilter: self.textRules.hidesProfanity = try setting.flag()
        case .numerals: self.textRules.writesNumerals = try setting.flag()
        case .fillerWords: self.textRules.removesFillers = try !setting.flag()
        case .model: try setting.requireModel(model)
        case .partialInterval: self.partialInterval = try setting.number(in: 100...30_000, unit: "ms")
        case .silenceDuration: self.silenceDuration = try setting.number(in: 50...60_000, unit: "ms")
        case .minimumSpeech: self.minimumSpeech = try setting.number(in: 0...10_000, unit: "ms")
        case .threshold: self.threshold = try setting.number(in: 0.05...0.99)
        case .maximumUtterance: self.maximumUtterance = try setting.number(in: 2...28, unit: "s")
        case .words: self.words = try setting.flag()
        case .segmentation: self.segmentation = try setting.choice(SegmentationKind.self)
        case .chunkDuration: self.chunkDuration = try setting.number(in: 1...25, unit: "s")
        case .overlap: self.overlap = try setting.number(in: 0.1...12, unit: "s")
        }
    }
}
