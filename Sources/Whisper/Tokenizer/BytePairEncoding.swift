// SPDX-License-Identifier: Apache-2.0

/// Byte-pair encoding as in GPT-2: bytes are merged pair by pair, the pair learned first before others.
///
/// The cost is linear in the text: no piece is longer than ``longestPiece``.
struct BytePairEncoding: Sendable {
    /// Longer runs of letters, digits or marks are cut, between two scalars: no word is as long, in bytes.
    static let longestPiece = 128

    /// The symbol of each byte. Symbols below `tokens` are those of the vocabulary.
    private let bytes: [UInt32]
    private let tokens: UInt32
    private let table: MergeTable

    /// - Parameters:
    ///   - ids: Vocabulary entries in the byte-level alphabet.
    ///   - merges: Pairs separated by a space, in the order they were learned.
    init(ids: [String: Int], merges: [String]) {
        let tokens = (ids.values.max() ?? -1) + 1
        var others: [String: UInt32] = [:]
        func symbol(_ text: String) -> UInt32 {
            if let id = ids[text] { return UInt32(id) }
            if let known = others[text] { return known }
            others[text] = UInt32(tokens + others.count)
            return UInt32(tokens + others.count - 1)
        }
        bytes = ByteLevelAlphabet.characters.map { symbol(String($0)) }
        var table = MergeTable(capacity: merges.count)
        for (rank, pair) in merges.enumerated() {
            guard let space = pair.utf8.firstIndex(of: UInt8(ascii: " ")) else { continue }
            let (left, right) = (String(pair[..<space]), String(pair[pair.utf8.index(after: space)...]))
            table.insert(symbol(left), symbol(right), .init(rank: UInt32(rank), symbol: symbol(left + right)))
        }
        self.tokens = UInt32(tokens)
        self.table = table
    }

    /// Without a list of pairs, as in tiktoken: any two entries that together make up a third are a pair, and the pair whose
    /// third has the lowest token comes first.
    init(ids: [String: Int]) {
        let tokens = UInt32((ids.values.max() ?? -1) + 1)
        bytes = ByteLevelAlphabet.characters.map { ids[String($0)].map(UInt32.init) ?? tokens }
        let scalars = Dictionary(ids.map { (Array($0.key.unicodeScalars), UInt32($0.value)) }) { first, _ in first }
        var pairs: [(left: UInt32, right: UInt32, whole: UInt32)] = []
        for (entry, id) in scalars where entry.count > 1 {
            for cut in 1..<entry.count {
                guard let left = scalars[Array(entry[..<cut])], let right = scalars[Array(entry[cut...])] else {
                    continue
                }
                pairs.append((left, right, id))
            }
        }
        var table = MergeTable(capacity: pairs.count)
        for pair in pairs { table.insert(pair.left, pair.right, .init(rank: pair.whole, symbol: pair.whole)) }
        self.tokens = tokens
        self.table = table
    }

    /// The tokens of plain text; bytes without an entry are left out.
    func encode(_ text: String) -> [Int] {
        let text = Array(text.utf8)
        var pieces = PreTokenizer(text)
        var merger = PieceMerger(table: table, longestPiece: Self.longestPiece)
        var result: [Int] = []
        while var rest = pieces.next() {
            while !rest.isEmpty {
                let end = Self.end(of: rest, in: text)
                merger.merge(text[rest.lowerBound..<end], alphabet: bytes, limit: tokens, into: &result)
                rest = end..<rest.upperBound
            }
        }
        return result
    }

    /// Where a piece, or what is left of it, ends or is cut.
    private static func end(of piece: Range<Int>, in text: [UInt8]) -> Int {
        guard piece.count > longestPiece else { return piece.upperBound }
        var end = piece.lowerBound + longestPiece
        while end > piece.lowerBound + 1, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}
