// SPDX-License-Identifier: Apache-2.0

/// Splits text into the pieces that byte-pair merges never cross: GPT-2's pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
///
/// Every scalar is looked at twice at most, whatever the text.
struct PreTokenizer {
    private enum Kind { case letter, number, space, other, end }

    private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.utf8) }
    private static let asciiKinds: [Kind] = (0..<128).map { kind(of: Unicode.Scalar(UInt8($0))) }

    private let bytes: [UInt8]
    private let asciiKinds: [Kind] = Self.asciiKinds
    private var position = 0

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The range of the next piece's bytes, never empty; nil at the end of the text.
    mutating func next() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        position = endOfPiece(from: start)
        return start..<position
    }

    private func endOfPiece(from start: Int) -> Int {
        if bytes[start] == UInt8(ascii: "'"),
            let contraction = Self.contractions.first(where: { bytes[start...].starts(with: $0) })
        {
            return start + contraction.count
        }
        let (first, second) = kind(at: start)
        if first != .space { return endOfRun(from: second, kind: first).end }
        if bytes[start] == UInt8(ascii: " ") {
            let (following, third) = kind(at: second)
            if following != .space, following != .end { return endOfRun(from: third, kind: following).end }
        }
        // White space before a word leaves its last character to the word's own piece.
        let (end, last) = endOfRun(from: second, kind: .space)
        return end < bytes.count && end > second ? last : end
    }

    /// Where a run ends, and where its last scalar begins if it lies behind `start`.
    private func endOfRun(from start: Int, kind wanted: Kind) -> (end: Int, last: Int) {
        var (end, last) = (start, start)
        while true {
            let (found, next) = kind(at: end)
            guard found == wanted else { return (end, last) }
            (last, end) = (end, next)
        }
    }

    /// The kind of the scalar at a position, and where the next one begins.
    private func kind(at position: Int) -> (Kind, next: Int) {
        guard position < bytes.count else { return (.end, position) }
        let first = bytes[position]
        if first < 0x80 { return (asciiKinds[Int(first)], position + 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        let next = min(position + length, bytes.count)
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in position + 1..<next { value = value << 6 | UInt32(bytes[index] & 0x3F) }
        return (Unicode.Scalar(value).map(Self.kind(of:)) ?? .other, next)
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
        case .decimalNumber, .letterNumber, .otherNumber: .number
        // With the control characters below, Unicode's White_Space.
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: .space
        default: (9...13).contains(scalar.value) || scalar.value == 0x85 ? .space : .other
        }
    }
}
