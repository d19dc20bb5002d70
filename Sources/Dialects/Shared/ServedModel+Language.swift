// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription

extension ServedModel {
    /// The languages that texts name, however they are written: one, several, or any.
    /// - Throws: ``LanguageError`` for what is no language, and for one that the model lacks.
    func language(_ texts: String...) throws(LanguageError) -> LanguageChoice { try self.language(texts) }

    /// The same for a list.
    /// - Throws: ``LanguageError``.
    func language(_ texts: [String]) throws(LanguageError) -> LanguageChoice {
        try LanguageChoice(parsing: texts, among: self.languages, model: self.name)
    }
}
