/// How many letters to insert, remove, replace or swap with their neighbour to make one word another
/// (optimal string alignment).
public enum EditDistance {
    /// The distance of two words, 0 for equal ones.
    public static func between(_ first: String, _ second: String) -> Int {
        let a = Array(first)
        let b = Array(second)
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                let replacing = rows[i][j] + (a[i] == b[j] ? 0 : 1)
                var best = min(replacing, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
