// SPDX-License-Identifier: Apache-2.0

/// The pairs of symbols that byte-pair encoding merges: a hash table, since each byte of a text is looked up several times.
struct MergeTable: Sendable {
    /// A merge, by the place of its pair among all that were learned.
    struct Merge: Sendable {
        let rank: UInt32
        /// What the pair becomes.
        let symbol: UInt32
    }

    private struct Slot {
        var pair = Self.free
        var merge = Merge(rank: .max, symbol: 0)

        /// No pair: there are never so many symbols.
        static let free = UInt64.max
    }

    private var slots: [Slot]
    private let shift: UInt64

    /// - Parameter capacity: the most pairs.
    init(capacity: Int) {
        // At most half full, so that neighbors are few.
        let bits = Int.bitWidth - max(capacity * 2, 2).leadingZeroBitCount
        slots = Array(repeating: Slot(), count: 1 << bits)
        shift = UInt64(64 - bits)
    }

    /// Adds a pair, unless it is there already.
    mutating func insert(_ left: UInt32, _ right: UInt32, _ merge: Merge) {
        let index = find(left, right)
        if slots[index].pair == Slot.free { slots[index] = Slot(pair: Self.pair(left, right), merge: merge) }
    }

    /// What becomes of two symbols; nil if they are never merged.
    subscript(left: UInt32, right: UInt32) -> Merge? {
        let slot = slots[find(left, right)]
        return slot.pair == Slot.free ? nil : slot.merge
    }

    /// The slot of a pair, or a free one.
    private func find(_ left: UInt32, _ right: UInt32) -> Int {
        let pair = Self.pair(left, right)
        // Fibonacci hashing: the pairs in the table come from a model, not from a client.
        var index = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> shift)
        while slots[index].pair != pair, slots[index].pair != Slot.free { index = (index + 1) & (slots.count - 1) }
        return index
    }

    private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }
}
