// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import Transcription
import VoiceActivity
import WireText

/// What a client of Deepgram's asks for in its query. A plain value.
struct DeepgramOptions: Equatable {
    /// When an end of speech is reported.
    enum Endpointing: Equatable {
        /// As the client did not say.
        case usual
        /// After a silence in milliseconds.
        case silence(Int)
        /// Never.
        case off
    }

    private(set) var encoding = AudioEncoding.auto
    /// Of raw samples, in Hz.
    private(set) var sampleRate: Int?
    /// Of raw samples.
    private(set) var channels = 1
    /// Whether each channel has a transcript of its own.
    private(set) var isMultichannel = false
    /// The language spoken, or those that it may be.
    private(set) var language = LanguageChoice.any
    /// Phrases to expect.
    private(set) var hotWords: HotWords?
    /// What is changed in texts.
    private(set) var textRules = TextRules()
    /// Terms to look for.
    private(set) var search = DeepgramSearch()
    private(set) var interimResults = false
    private(set) var endpointing = Endpointing.usual
    /// How long after the last word an utterance counts as over, in milliseconds; nil to tell nothing of it.
    private(set) var utteranceEnd: Int?
    /// Whether the client is notified when speech begins.
    private(set) var tellsSpeech = false
    /// Whether a recording's transcript comes also by utterances.
    private(set) var wantsUtterances = false

    private static let mostChannels = 20
    /// The shortest silence in milliseconds that ends an utterance. Words that are cut in two are recognized badly, and upstream's
    /// clients ask for 10 or 25.
    private static let shortestSilence = 300

    /// Reads a query. Parameters that mean nothing here are ignored (docs/compatibility.md).
    /// - Throws: ``DeepgramError`` for a value that is wrong.
    init(query: [(name: String, value: ParameterValue)], model: ServedModel) throws(DeepgramError) {
        // Upstream's own default.
        var language = "en"
        var candidates: [String]?
        var phrases: [HotWord] = []
        for (name, value) in query {
            guard case .text(let text) = value else { continue }
            let parameter = DeepgramParameter(name: name, value: text)
            switch name {
            case "language": if !text.isEmpty { language = text }
            case "detect_language": parameter.addLanguages(to: &candidates)
            case "encoding": self.encoding = try parameter.encoding()
            case "sample_rate": self.sampleRate = try parameter.integer(in: Resampler.rates, unit: " Hz")
            case "channels": self.channels = try parameter.integer(in: 1...Self.mostChannels)
            case "multichannel": self.isMultichannel = try parameter.flag()
            case "interim_results": self.interimResults = try parameter.flag()
            case "endpointing": self.endpointing = try parameter.endpointing()
            case "utterance_end_ms": self.utteranceEnd = try parameter.optionalMilliseconds()
            case "vad_events": self.tellsSpeech = try parameter.flag()
            case "utterances": self.wantsUtterances = try parameter.flag()
            case "keyterm", "keywords": try parameter.addPhrases(to: &phrases)
            case "replace", "redact", "profanity_filter", "numerals", "filler_words":
                try parameter.apply(to: &self.textRules)
            case "search": self.search.add(text)
            default: break
            }
        }
        self.hotWords = try Self.hotWords(phrases)
        self.language = try Self.choice(candidates ?? [language], of: model)
    }

    /// The transcripts that there are: one, or one for each channel.
    var transcripts: Int { self.isMultichannel && self.encoding.samples != nil ? self.channels : 1 }

    /// Whether an end of speech is reported.
    var tellsEndpoints: Bool { self.endpointing != .off }

    /// The same for a live transcription.
    var live: SessionConfiguration {
        var endpointer = Endpointer.Settings()
        if case .silence(let milliseconds) = self.endpointing {
            endpointer.silence = Endpointer.Settings.samples(
                milliseconds: Double(min(max(milliseconds, Self.shortestSilence), 60_000)))
        }
        endpointer.paddingAfter = min(endpointer.paddingAfter, endpointer.silence)
        return SessionConfiguration(
            language: self.language.code, detection: self.language.detection, hotWords: self.hotWords,
            textRules: self.textRules, endpointer: endpointer, wordTimes: true)
    }

    /// The same for a recording.
    var recording: SessionConfiguration {
        .recording(
            language: self.language.code, detection: self.language.detection, task: .transcribe,
            hotWords: self.hotWords, textRules: self.textRules, wordTimes: true)
    }

    private static func hotWords(_ phrases: [HotWord]) throws(DeepgramError) -> HotWords? {
        do throws(HotWordsError) { return try HotWords.make(phrases) } catch { throw DeepgramError(error.description) }
    }

    private static func choice(_ texts: [String], of model: ServedModel) throws(DeepgramError) -> LanguageChoice {
        do {
            return try model.language(texts)
        } catch {
            let remedy = model.languages.count > 1 ? " language=multi detects it." : ""
            throw DeepgramError(error.description + remedy)
        }
    }
}
