import SessionRuntime
import Transcription

extension ServedModel {
    /// The code of a language, however it is written; nil to detect it.
    /// - Throws: ``LanguageError`` for what is none, and for one that the model lacks.
    func language(_ text: String) throws(LanguageError) -> String? {
        try LanguageTag.code(of: text, among: self.languages, model: self.name)
    }
}
