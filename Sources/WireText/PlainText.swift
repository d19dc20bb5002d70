// SPDX-License-Identifier: Apache-2.0

/// Work on text that costs the same a byte for any text. By `Character` it does not: one can be as long as the text, and
/// whether two texts are the same is asked of their canonical forms unless both are ASCII.
extension StringProtocol {
    /// Whether all of it is ASCII.
    package var isASCII: Bool { self.utf8.allSatisfy { $0 < 0x80 } }

    /// The parts between marks, which are ASCII.
    package func split(
        ascii mark: Unicode.Scalar, maxSplits: Int = .max, omittingEmptySubsequences: Bool = true
    ) -> [Substring] {
        let text = Substring(self).utf8
        return text.split(
            separator: UInt8(ascii: mark), maxSplits: maxSplits, omittingEmptySubsequences: omittingEmptySubsequences
        ).map { Substring($0) }
    }

    /// The text without blanks and tabs at its ends.
    package var trimmed: Substring {
        let text = Substring(self).utf8
        guard let first = text.firstIndex(where: { !Self.isBlank($0) }),
            let last = text.lastIndex(where: { !Self.isBlank($0) })
        else { return "" }
        return Substring(text[first...last])
    }

    /// The text without blanks and tabs at its beginning.
    package var trimmedStart: Substring {
        Substring(Substring(self).utf8.drop(while: Self.isBlank))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
}
