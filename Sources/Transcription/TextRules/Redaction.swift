// SPDX-License-Identifier: Apache-2.0

internal import Spelling

/// Something that is hidden wherever it is said.
public enum Redaction: String, Sendable, Hashable, CaseIterable {
    /// Every number, in digits or spelled out.
    case numbers
    /// Numbers of 13 to 19 digits.
    case cards
    /// Addresses of electronic mail.
    case emails
    /// Numbers of 7 to 12 digits.
    case phones

    /// Reads a name, also in the singular; `pci` is what Deepgram calls cards, and `true` stands for numbers there.
    ///
    /// - Throws: ``TextRulesError`` for another one.
    public init(named name: String) throws(TextRulesError) {
        let plain = name.utf8.count < 20 ? name.lowercased() : ""
        switch plain {
        case "pci": self = .cards
        case "true": self = .numbers
        default:
            guard let redaction = Self(rawValue: plain) ?? Self(rawValue: plain + "s") else {
                throw TextRulesError(
                    .unknownRedaction(name, meant: Nearest.word(to: plain, among: Self.names, within: 2)?.word))
            }
            self = redaction
        }
    }

    static let names = allCases.map(\.rawValue)

    /// What stands in the place of what is hidden.
    var mark: String {
        switch self {
        case .numbers: "[NUMBER]"
        case .cards: "[CARD]"
        case .emails: "[EMAIL]"
        case .phones: "[PHONE]"
        }
    }
}
