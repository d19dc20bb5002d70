import SessionRuntime

/// Languages as OpenAI's clients name them: by code, with a region, or in English.
enum OpenAILanguage {
    /// The language to recognize; nil to detect it.
    /// - Throws: ``OpenAIError`` for a language that the model does not know.
    static func code(_ text: String, of model: ServedModel, param: String) throws(OpenAIError) -> String? {
        let code = LanguageNames.code(of: text)
        if code.isEmpty || code == "auto" { return nil }
        guard model.languages.contains(code) else {
            let known = model.languages.prefix(8).joined(separator: ", ")
            throw OpenAIError(
                "The model \(model.name) does not know the language '\(ReceivedText.beginning(of: text, bytes: 40))'. "
                    + "It knows "
                    + (model.languages.count > 8 ? "\(model.languages.count), such as \(known)." : "\(known)."),
                param: param, code: "unsupported_language")
        }
        return code
    }
}
