// SPDX-License-Identifier: Apache-2.0

/// Why a text cannot be changed as requested.
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
            "The replacement \(QuotedText.beginning(of: text)) is too long. Each side has at most \(Replacement.longest) characters."
        case .controlCharacter(let text):
            "The replacement \(QuotedText.beginning(of: text)) contains a control character. Use plain text in one line."
        case .noPhrase(let text):
            "The replacement of \(QuotedText.beginning(of: text)) has no word to replace. Write it as from:to."
        case .unknownRedaction(let name, let meant?):
            "\(QuotedText.beginning(of: name)) cannot be redacted: did you mean \(meant)?"
        case .unknownRedaction(let name, nil):
            "\(QuotedText.beginning(of: name)) cannot be redacted. Give one of \(Redaction.names.joined(separator: ", "))."
        }
    }
}
