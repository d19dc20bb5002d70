/// Splits text into the pieces that byte-pair merges never cross: GPT-2's pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
enum PreTokenizer {
    private enum Kind { case letter, number, space, other }

    private static let contractions: [[Unicode.Scalar]] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map {
        Array($0.unicodeScalars)
    }

    static func split(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [String] = []
        var index = 0
        while index < scalars.count {
            let end = endOfPiece(scalars, from: index)
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: scalars[index..<end])
            pieces.append(String(piece))
            index = end
        }
        return pieces
    }

    private static func endOfPiece(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        if let contraction = contractions.first(where: { scalars[start...].starts(with: $0) }) {
            return start + contraction.count
        }
        let first = kind(scalars[start])
        if first != .space { return endOfRun(scalars, from: start, kind: first) }
        if scalars[start] == " ", start + 1 < scalars.count, kind(scalars[start + 1]) != .space {
            return endOfRun(scalars, from: start + 1, kind: kind(scalars[start + 1]))
        }
        // White space before a word leaves its last character to the word's own piece.
        let end = endOfRun(scalars, from: start, kind: .space)
        return end < scalars.count && end - start > 1 ? end - 1 : end
    }

    private static func endOfRun(_ scalars: [Unicode.Scalar], from start: Int, kind wanted: Kind) -> Int {
        scalars[start...].firstIndex { kind($0) != wanted } ?? scalars.count
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        if scalar.properties.isWhitespace { return .space }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return .other
        }
    }
}
