// SPDX-License-Identifier: Apache-2.0

/// Why a language cannot be taken, in a sentence or two for whoever asked for it.
package struct LanguageError: Error, Equatable, CustomStringConvertible {
    /// What is shown of what was written, in bytes of UTF-8.
    private static let longestShown = 40

    private let written: String
    /// What the model knows, as a sentence.
    private let knowledge: String
    private let model: String?
    private var missing: String?
    private var suggestion: String?

    /// A text that is no language.
    /// - Parameters:
    ///   - model: the model's name; nil for any model.
    ///   - languages: the codes that it knows.
    init(_ text: String, model: String?, languages: [String]) {
        self.written = Self.shown(text)
        self.model = model
        let few = languages.prefix(8).joined(separator: ", ")
        self.knowledge = languages.count > 8 ? "\(languages.count) languages, such as \(few)" : few
    }

    /// The same for a language that the model lacks.
    /// - Parameter name: its name in English.
    consuming func lacking(_ name: String) -> LanguageError {
        self.missing = name
        return self
    }

    /// The same with what may have been meant.
    consuming func suggesting(_ nearest: (tag: String, code: String)?) -> LanguageError {
        guard let nearest else { return self }
        let other = nearest.tag == nearest.code ? LanguageTag.name(of: nearest.code) : nearest.code
        self.suggestion = "\"\(nearest.tag)\"" + (other == nearest.tag ? "" : " (\(other))")
        return self
    }

    package var description: String {
        let model = self.model.map { "The model \($0)" }
        if let missing {
            let name = self.written == "\"\(missing)\"" ? "" : " (\(missing))"
            return (model.map { "\($0) does not support" } ?? "No model supports")
                + " the language \(self.written)\(name). \(model == nil ? "They support" : "It supports") \(self.knowledge)."
        }
        if let suggestion { return "Unknown language \(self.written): did you mean \(suggestion)?" }
        return "Unknown language \(self.written). \(model ?? "A model") supports \(self.knowledge)."
    }

    /// The beginning of a text in quotation marks, without what could not be seen.
    private static func shown(_ text: String) -> String {
        let isCut = text.utf8.count > Self.longestShown
        var bytes = Array(text.utf8.prefix(Self.longestShown))
        // Not amid a code point.
        if isCut { while let last = bytes.last, last >= 0x80 { bytes.removeLast() } }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar
        }
        return "\"" + String(String.UnicodeScalarView(scalars)) + (isCut ? "…\"" : "\"")
    }
}
