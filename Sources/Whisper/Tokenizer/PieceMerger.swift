// SPDX-License-Identifier: Apache-2.0

/// Merges the symbols of one piece after another, in O(n log n) steps for a piece of n bytes.
///
/// The symbols are a linked list, and the pairs that can be merged a heap: the pair learned first comes first, of equal
/// ones the leftmost.
struct PieceMerger: ~Copyable {
    private struct Symbol {
        var symbol: UInt32
        /// The rank of the pair that begins here, `UInt32.max` if it cannot be merged or the symbol is gone.
        var rank = UInt32.max
        var merged: UInt32 = 0
        var previous: Int32
        var next: Int32
    }

    private let table: MergeTable
    // Arrays would check at each step whether they are shared.
    private let symbols: UnsafeMutableBufferPointer<Symbol>
    private var queue: MergeQueue

    /// - Parameters:
    ///   - table: the pairs that are merged.
    ///   - longestPiece: the most symbols of a piece.
    init(table: MergeTable, longestPiece: Int) {
        self.table = table
        symbols = .allocate(capacity: longestPiece)
        // A pair for each symbol at first, and two more for each merge.
        queue = MergeQueue(capacity: 3 * longestPiece)
    }

    deinit {
        symbols.deallocate()
    }

    /// Merges the symbols of a piece until no pair is left to merge.
    ///
    /// - Parameters:
    ///   - piece: bytes, at least one.
    ///   - alphabet: the symbol of each byte.
    ///   - tokens: what remains and is less than `limit` is added to it.
    mutating func merge(
        _ piece: ArraySlice<UInt8>, alphabet: [UInt32], limit: UInt32, into tokens: inout [Int]
    ) {
        let last = piece.count - 1
        precondition(piece.count <= symbols.count)
        for (index, byte) in piece.enumerated() {
            symbols[index] = Symbol(
                symbol: alphabet[Int(byte)], previous: Int32(index - 1), next: Int32(index < last ? index + 1 : -1))
        }
        for index in 0..<last { findPair(at: index) }
        while let (rank, index) = queue.popFirst() {
            // An entry whose symbols have become others since is stale.
            if symbols[index].rank == rank { mergePair(at: index) }
        }
        var index = 0
        while index >= 0 {
            if symbols[index].symbol < limit { tokens.append(Int(symbols[index].symbol)) }
            index = Int(symbols[index].next)
        }
    }

    private mutating func mergePair(at index: Int) {
        let gone = Int(symbols[index].next)
        let following = Int(symbols[gone].next)
        symbols[index].symbol = symbols[index].merged
        symbols[index].next = Int32(following)
        symbols[gone].rank = .max
        if following >= 0 { symbols[following].previous = Int32(index) }
        findPair(at: index)
        let previous = Int(symbols[index].previous)
        if previous >= 0 { findPair(at: previous) }
    }

    private mutating func findPair(at index: Int) {
        let next = Int(symbols[index].next)
        guard next >= 0, let merge = table[symbols[index].symbol, symbols[next].symbol] else {
            symbols[index].rank = .max
            return
        }
        symbols[index].rank = merge.rank
        symbols[index].merged = merge.symbol
        queue.insert(rank: merge.rank, index: index)
    }
}
