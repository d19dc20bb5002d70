// SPDX-License-Identifier: Apache-2.0

/// How many columns text takes on a terminal.
public enum TextWidth {
    /// Columns of one character: 2 for East Asian wide characters and most emoji, else 1.
    public static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default:
            return 1
        }
    }

    /// Columns of a text without control characters.
    public static func columns(of text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + columns(of: $1) }
    }

    /// As much of a text's beginning as fits.
    public static func prefix(of text: String, columns limit: Int) -> Substring {
        var used = 0
        return text.prefix { character in
            used += columns(of: character)
            return used <= limit
        }
    }

    /// As much of a text's end as fits.
    public static func suffix(of text: String, columns limit: Int) -> Substring {
        var used = 0
        let count = text.reversed().prefix { character in
            used += columns(of: character)
            return used <= limit
        }.count
        return text.suffix(count)
    }
}
