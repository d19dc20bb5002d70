// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import Transcription
import WireText

extension StenoConfiguration {
    /// The configuration as `ready` tells it: what is in force, under the names of the parameters.
    func json(model: String) -> JSONValue {
        var fields: [String: JSONValue] = [:]
        for parameter in StenoParameter.allCases {
            fields[parameter.rawValue] = self.value(of: parameter, model: model)
        }
        return .object(fields)
    }

    /// - Returns: nil where it does not apply.
    private func value(of parameter: StenoParameter, model: String) -> JSONValue? {
        // Other encodings than raw samples tell their own rate and channels.
        let isRaw = self.encoding.samples != nil
        return switch parameter {
        case .sampleRate: isRaw ? .integer(self.format.sampleRate) : nil
        case .encoding: .text(self.encoding.rawValue)
        case .channels: isRaw ? .integer(self.channels) : nil
        case .language: .text(self.language.text)
        case .languages: nil
        case .task: .text(self.task.rawValue)
        case .prompt: self.prompt.map { .text($0.text) }
        case .hotWords: self.phrases.isEmpty ? nil : .list(self.phrases.map(\.json))
        case .hotWordsStrength: self.phrases.isEmpty ? nil : .number(Double("\(self.hotWordsStrength)") ?? 1)
        case .replace:
            self.textRules.replacements.isEmpty
                ? nil : .list(self.textRules.replacements.map { .text("\($0.phrase):\($0.substitute)") })
        case .redact:
            self.textRules.redactions.isEmpty
                ? nil : .list(self.textRules.redactions.map(\.rawValue).sorted().map(JSONValue.text))
        case .profanityFilter: self.textRules.hidesProfanity ? true : nil
        case .numerals: self.textRules.writesNumerals ? true : nil
        case .fillerWords: self.textRules.removesFillers ? false : nil
        case .model: .text(model)
        case .partialInterval: .number(self.partialInterval)
        case .silenceDuration: .number(self.silenceDuration)
        case .minimumSpeech: .number(self.minimumSpeech)
        case .threshold: .number(self.threshold)
        case .maximumUtterance: .number(self.maximumUtterance)
        case .words: .flag(self.words)
        case .segmentation: .text(self.segmentation.rawValue)
        case .chunkDuration: .number(self.chunkDuration)
        case .overlap: .number(self.overlap)
        }
    }
}
