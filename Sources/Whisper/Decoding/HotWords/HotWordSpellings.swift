// SPDX-License-Identifier: Apache-2.0

/// The token sequences of phrases: as given, in lower case, in capitals, and with capitalized words, each with and without a space
/// before it.
struct HotWordSpellings {
    /// A way to spell a phrase.
    struct Entry {
        var tokens: [Int32]
        /// The number of the phrase.
        var phrase: Int
        var weight: Float
        /// Whether a letter may follow.
        var endsAnywhere: Bool
    }

    /// Spellings that may begin after any token, in the order of their tokens.
    private(set) var anywhere: [Entry] = []
    /// Spellings that may begin at the start of a text or after punctuation, likewise.
    private(set) var atBoundary: [Entry] = []

    init(_ phrases: [HotWordTree.Phrase], tokenizer: Tokenizer) {
        var (spaced, bare): ([[Int32]: Entry], [[Int32]: Entry]) = ([:], [:])
        func add(_ text: String, _ number: Int, replaces: Bool) {
            let endsAnywhere = text.unicodeScalars.last.map { !WordBoundary.isLetter($0) } ?? true
            func entry(_ text: String) -> Entry {
                Entry(
                    tokens: tokenizer.encode(text).map(Int32.init), phrase: number, weight: phrases[number].weight,
                    endsAnywhere: endsAnywhere)
            }
            let (afterSpace, alone) = (entry(" " + text), entry(text))
            if replaces || spaced[afterSpace.tokens] == nil { spaced[afterSpace.tokens] = afterSpace }
            let isSpaceless = text.unicodeScalars.first.map(WordBoundary.isSpaceless) ?? false
            if isSpaceless {
                if replaces || spaced[alone.tokens] == nil { spaced[alone.tokens] = alone }
            } else if replaces || bare[alone.tokens] == nil {
                bare[alone.tokens] = alone
            }
        }
        // What was given counts before what is derived from another phrase.
        for (number, phrase) in phrases.enumerated() { add(phrase.text, number, replaces: true) }
        for (number, phrase) in phrases.enumerated() {
            for text in Self.derived(from: phrase.text) { add(text, number, replaces: false) }
        }
        func sorted(_ entries: [[Int32]: Entry]) -> [Entry] {
            entries.values.filter { !$0.tokens.isEmpty }.sorted { $0.tokens.lexicographicallyPrecedes($1.tokens) }
        }
        (anywhere, atBoundary) = (sorted(spaced), sorted(bare))
    }

    /// The longest phrase, in code points, that is also expected in capitals and with capitalized words. Longer ones are clauses.
    private static let longestTitle = 60

    /// A phrase in other cases: all lower, the first letter upper; unless it is long, all upper, the first letter of each word upper.
    static func derived(from text: String) -> Set<String> {
        let lower = text.lowercased()
        guard text.unicodeScalars.count <= longestTitle else { return [lower, capitalized(lower[...])] }
        let words = lower.split(separator: " ", omittingEmptySubsequences: false)
        return [
            lower, text.uppercased(), capitalized(lower[...]), words.map(capitalized).joined(separator: " "),
        ]
    }

    private static func capitalized(_ word: Substring) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
