import SessionRuntime
import Transcription

/// Languages as OpenAI's clients name them: by code, with a region, or in English.
enum OpenAILanguage {
    /// The language to recognize; nil to detect it.
    /// - Throws: ``OpenAIError`` for a language that the model does not know.
    static func code(_ text: String, of model: ServedModel, param: String) throws(OpenAIError) -> String? {
        do {
            return try model.language(text)
        } catch {
            throw OpenAIError(error.description, param: param, code: "unsupported_language")
        }
    }
}
