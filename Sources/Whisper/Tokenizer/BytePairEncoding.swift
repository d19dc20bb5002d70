/// Byte-pair encoding as in GPT-2: bytes are merged pair by pair, the pair learned first before others.
struct BytePairEncoding: Sendable {
    private let ids: [String: Int]
    private let ranks: [String: Int]

    /// - Parameters:
    ///   - ids: Vocabulary entries in the byte-level alphabet.
    ///   - merges: Pairs separated by a space, in the order they were learned.
    init(ids: [String: Int], merges: [String]) {
        self.ids = ids
        ranks = Dictionary(merges.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The tokens of plain text; bytes without an entry are left out.
    func encode(_ text: String) -> [Int] {
        PreTokenizer.split(text).flatMap(encodePiece)
    }

    private func encodePiece(_ piece: String) -> [Int] {
        var parts = piece.utf8.map { String(ByteLevelAlphabet.characters[Int($0)]) }
        while parts.count > 1 {
            let pairs = parts.indices.dropLast().compactMap { index in
                ranks["\(parts[index]) \(parts[index + 1])"].map { (rank: $0, index: index) }
            }
            guard let best = pairs.min(by: { ($0.rank, $0.index) < ($1.rank, $1.index) }) else { break }
            parts[best.index] += parts.remove(at: best.index + 1)
        }
        return parts.compactMap { ids[$0] }
    }
}
