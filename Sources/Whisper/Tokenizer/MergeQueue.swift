/// A binary heap of pairs to merge, the lowest rank first, of equal ranks the lowest index.
struct MergeQueue: ~Copyable {
    /// Rank and index in one number, which orders them.
    private let entries: UnsafeMutableBufferPointer<UInt64>
    private var count = 0

    /// - Parameter capacity: the most entries.
    init(capacity: Int) {
        entries = .allocate(capacity: capacity)
    }

    deinit {
        entries.deallocate()
    }

    mutating func insert(rank: UInt32, index: Int) {
        precondition(count < entries.count)
        let entry = UInt64(rank) << 32 | UInt64(index)
        var hole = count
        count += 1
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard entry < entries[parent] else { break }
            entries[hole] = entries[parent]
            hole = parent
        }
        entries[hole] = entry
    }

    mutating func popFirst() -> (rank: UInt32, index: Int)? {
        guard count > 0 else { return nil }
        let first = entries[0]
        count -= 1
        let last = entries[count]
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < count else { break }
            if child + 1 < count, entries[child + 1] < entries[child] { child += 1 }
            guard entries[child] < last else { break }
            entries[hole] = entries[child]
            hole = child
        }
        entries[hole] = last
        return (UInt32(first >> 32), Int(UInt32(truncatingIfNeeded: first)))
    }
}
