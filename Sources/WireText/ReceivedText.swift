// SPDX-License-Identifier: Apache-2.0

/// Text that a client sent, made safe to compare, to hash and to split.
///
/// Swift compares texts in their canonical form, for which the marks behind a letter are put in order one by one: 64 KB of
/// accents on one letter take half a second, and a megabyte minutes. So at most 30 marks in a row are kept, as in Unicode's
/// stream-safe text format (UAX #15, section 13). No language has as many.
package enum ReceivedText {
    private static let mostMarks = 30

    /// The text without the marks behind the 30th in a row.
    package static func bound(_ text: String) -> String {
        // Marks begin with U+0300, and their bytes with 0xCC: plain and most Western text is done here.
        guard text.utf8.contains(where: { $0 >= 0xCC }), Self.hasManyMarks(text) else { return text }
        var kept = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = Self.isMark(scalar) ? marks + 1 : 0
            if marks <= Self.mostMarks { kept.append(scalar) }
        }
        return String(kept)
    }

    /// The text that bytes are, bounded; broken UTF-8 becomes U+FFFD.
    package static func decode(_ bytes: some Collection<UInt8>) -> String {
        Self.bound(String(decoding: bytes, as: UTF8.self))
    }

    /// The beginning of a text, in bytes of UTF-8 and not amid a code point: to be kept or shown.
    package static func beginning(of text: String, bytes limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 { text.utf8.formIndex(before: &end) }
        return String(decoding: text.utf8[..<end], as: UTF8.self)
    }

    private static func hasManyMarks(_ text: String) -> Bool {
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = Self.isMark(scalar) ? marks + 1 : 0
            if marks > Self.mostMarks { return true }
        }
        return false
    }

    /// Whether canonical ordering may move a code point.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Latin, Greek and Cyrillic letters, punctuation, ideographs and syllables, emoji.
        case ..<0x300, 0x370..<0x483, 0x48A..<0x591, 0x1E00..<0x20D0, 0x3100..<0xA000, 0xAC00..<0xD7A4, 0x1F000...:
            false
        default: scalar.properties.canonicalCombiningClass != .notReordered
        }
    }
}
