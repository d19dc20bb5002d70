// SPDX-License-Identifier: Apache-2.0

/// Where words begin and end, by their characters.
enum WordBoundary {
    /// Whether a character is written within words, in a script that writes words apart.
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
        }
        return (scalar.properties.isAlphabetic || scalar.properties.numericType != nil) && !isSpaceless(scalar)
    }

    /// Whether a character belongs to a script that writes no spaces between words.
    static func isSpaceless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF,  // Thai and Lao, Burmese, Khmer
            0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D,  // Kana
            0x3005...0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:  // Han
            true
        default: false
        }
    }

    /// Whether bytes continue the word before them: they begin with a letter, or within a character.
    static func continuesWord(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        if first & 0xC0 == 0x80 { return true }
        return firstScalar(of: bytes).map(isLetter) ?? isLetterLead(first)
    }

    /// Whether bytes end within a word.
    static func endsInWord(_ bytes: [UInt8]) -> Bool {
        guard let start = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return !bytes.isEmpty }
        return firstScalar(of: Array(bytes[start...])).map(isLetter) ?? isLetterLead(bytes[start])
    }

    private static func firstScalar(of bytes: [UInt8]) -> Unicode.Scalar? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return scalar
    }

    /// By the first byte of a character whose others belong to the next token: in these ranges most characters are letters.
    private static func isLetterLead(_ byte: UInt8) -> Bool { (0xC2...0xE1).contains(byte) }
}
