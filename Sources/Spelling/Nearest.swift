// SPDX-License-Identifier: Apache-2.0

/// The known word that an unknown one probably stands for.
public enum Nearest {
    /// The word that is nearest to what was written; of equally near ones the first.
    /// - Parameters:
    ///   - text: what was written; a short text.
    ///   - words: what it may have meant, the likelier first.
    ///   - limit: the greatest distance, in insertions, removals, replacements and swaps.
    /// - Returns: the word and its distance, or nil if none is so near.
    public static func word(
        to text: String, among words: [String], within limit: Int
    ) -> (word: String, distance: Int)? {
        let bytes = Array(text.utf8)
        var found: (word: String, distance: Int)?
        for word in words {
            let most = found.map { $0.distance - 1 } ?? limit
            guard most >= 0 else { break }
            guard abs(word.utf8.count - bytes.count) <= most,
                let distance = EditDistance.between(bytes, Array(word.utf8), limit: most)
            else { continue }
            found = (word, distance)
        }
        return found
    }
}
