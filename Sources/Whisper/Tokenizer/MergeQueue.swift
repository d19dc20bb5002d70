// SPDX-License-Identifier: Apache-2.0

/// A binary heap of pairs to merge, the lowest rank first, of equal ranks the lowest index.
struct MergeQueue: ~Copyable {
    /// Rank and index in one number, which orders them.
    private let entries: UnsafeMutableBufferPointer<UInt64>
    private var count = 0

    /// - Parameter capacity: the most entries.
    init(capacity: Int) {
        // And a place behind the last.
        entries = .allocate(capacity: capacity + 1)
    }

    deinit {
        entries.deallocate()
    }

    mutating func insert(rank: UInt32, index: Int) {
        precondition(count < entries.count - 1)
        entries[count] = UInt64(rank) << 32 | UInt64(index)
        count += 1
        raise(count - 1)
    }

    mutating func popFirst() -> (rank: UInt32, index: Int)? {
        guard count > 0 else { return nil }
        let first = entries[0]
        count -= 1
        let last = entries[count]
        // The place behind the last loses every comparison.
        entries[count] = .max
        // All the way down without asking where the last belongs, which a processor cannot guess; it belongs far down.
        var hole = 0
        while 2 * hole + 1 < count {
            let child = 2 * hole + 1
            let least = child + (entries[child + 1] < entries[child] ? 1 : 0)
            entries[hole] = entries[least]
            hole = least
        }
        if count > 0 {
            entries[hole] = last
            raise(hole)
        }
        return (UInt32(first >> 32), Int(UInt32(truncatingIfNeeded: first)))
    }

    /// Moves an entry up to its place.
    private func raise(_ index: Int) {
        let entry = entries[index]
        var hole = index
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard entry < entries[parent] else { break }
            entries[hole] = entries[parent]
            hole = parent
        }
        entries[hole] = entry
    }
}
