// SPDX-License-Identifier: Apache-2.0

/// How many bytes to insert, remove, replace or swap with their neighbour to make one word another
/// (optimal string alignment).
public enum EditDistance {
    /// The distance of two words, 0 for equal ones. It takes the product of their lengths: for short words.
    public static func between(_ first: String, _ second: String) -> Int {
        self.between(Array(first.utf8), Array(second.utf8), limit: .max) ?? 0
    }

    /// The distance of two words, or nil if it is more than `limit`, which is seen early.
    static func between(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var before = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var row = last
        for i in a.indices {
            row[0] = i + 1
            var least = row[0]
            for j in b.indices {
                var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row[j + 1] = best
                least = min(least, best)
            }
            // A swap reaches over one row at most.
            guard min(least, last.min() ?? least) <= limit else { return nil }
            (before, last, row) = (last, row, before)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
