/// Why a text cannot be changed as somebody asks.
public struct TextRulesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, with what was written.
    public enum Reason: Sendable, Hashable {
        /// There are more replacements than are allowed.
        case tooManyReplacements
        /// A side of a replacement is too long.
        case tooLong(String)
        /// A replacement has a control character, such as a line break.
        case controlCharacter(String)
        /// A replacement has no word to be replaced.
        case noPhrase(String)
        /// Nothing is known by this name that could be hidden.
        case unknownRedaction(String, meant: String?)
    }

    /// What is wrong.
    public let reason: Reason

    init(_ reason: Reason) {
        self.reason = reason
    }

    /// What is wrong and the remedy, a sentence each.
    public var description: String {
        switch reason {
        case .tooManyReplacements:
            "There are too many replacements. Give at most \(TextRules.mostReplacements)."
        case .tooLong(let text):
            "The replacement \(Self.shown(text)) is too long. Each side has at most \(Replacement.longest) characters."
        case .controlCharacter(let text):
            "The replacement \(Self.shown(text)) contains a control character. Use plain text in one line."
        case .noPhrase(let text):
            "The replacement of \(Self.shown(text)) has no word to replace. Write it as from:to."
        case .unknownRedaction(let name, let meant?):
            "\(Self.shown(name)) cannot be redacted: did you mean \(meant)?"
        case .unknownRedaction(let name, nil):
            "\(Self.shown(name)) cannot be redacted. Give one of \(Redaction.names.joined(separator: ", "))."
        }
    }

    /// The beginning of a text in quotation marks, without what could not be seen.
    private static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(40).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        let isCut = text.unicodeScalars.prefix(41).count > 40
        return "\"" + String(String.UnicodeScalarView(scalars)) + (isCut ? "…\"" : "\"")
    }
}
