// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription

/// Languages as OpenAI's clients name them: by code, with a region, or in English.
enum OpenAILanguage {
    /// The languages to recognize.
    /// - Throws: ``OpenAIError`` for a language that the model does not know.
    static func choice(_ texts: [String], of model: ServedModel, param: String) throws(OpenAIError) -> LanguageChoice {
        do {
            return try model.language(texts)
        } catch {
            throw OpenAIError(error.description, param: param, code: "unsupported_language")
        }
    }
}
