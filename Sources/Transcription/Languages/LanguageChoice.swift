// SPDX-License-Identifier: Apache-2.0

/// What a client states about the language that is spoken: one, several that it may be, or nothing. A plain value.
package struct LanguageChoice: Sendable, Equatable {
    /// The word for a language that changes.
    private static let several = "multi"

    /// The only language that it may be, as the model's code; nil to detect it.
    package let code: String?
    /// How it is detected.
    package let detection: LanguageDetection

    /// The language is detected, and stays.
    package static let any = LanguageChoice(codes: [])

    /// Reads languages, with commas between them: `en`, `de,French`, `auto`, `multi`, `multi,en,es`.
    /// - Parameters:
    ///   - texts: each as ``LanguageTag/code(of:among:model:)`` reads it, or `multi`.
    ///   - languages: the codes that the model knows.
    ///   - model: its name, for the error.
    /// - Throws: ``LanguageError`` for the first that is no language, or one that the model lacks.
    package init(
        parsing texts: some Sequence<String>, among languages: [String], model: String? = nil
    ) throws(LanguageError) {
        var codes: [String] = []
        var mayChange = false
        for text in texts {
            for part in text.utf8.split(separator: UInt8(ascii: ",")) {
                let part = String(Substring(part))
                if Self.isSeveral(part) {
                    mayChange = true
                } else if let code = try LanguageTag.code(of: part, among: languages, model: model),
                    !codes.contains(code)
                {
                    codes.append(code)
                }
            }
        }
        self.init(codes: codes, mayChange: mayChange)
    }

    private init(codes: [String], mayChange: Bool = false) {
        self.code = codes.count == 1 ? codes[0] : nil
        self.detection = LanguageDetection(
            candidates: codes.count == 1 ? [] : codes, mayChange: mayChange && codes.count != 1)
    }

    private static func isSeveral(_ text: String) -> Bool {
        text.utf8.count < 20 && String(text.filter { $0 != " " }).lowercased() == Self.several
    }

    /// The choice as it would be written.
    package var text: String {
        if let code { return code }
        let codes = self.detection.candidates
        return self.detection.mayChange
            ? ([Self.several] + codes).joined(separator: ",") : codes.isEmpty ? "auto" : codes.joined(separator: ",")
    }
}

extension SessionConfiguration {
    /// What is known of the language.
    package mutating func set(_ choice: LanguageChoice) {
        (language, detection) = (choice.code, choice.detection)
    }
}
