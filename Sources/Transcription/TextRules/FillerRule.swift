/// Leaves out what people say while they think.
struct FillerRule: TextRule {
    private static let fillers: Set<String> = ["uh", "uhh", "um", "umm", "uhm", "er", "erm"]

    private static func isFiller(_ word: WrittenWord) -> Bool { fillers.contains(word.key) }

    func apply(_ words: [WrittenWord]) -> [WrittenWord] {
        var kept: [WrittenWord] = []
        var mustCapitalize = false
        for word in words {
            guard Self.isFiller(word) else {
                var word = word
                if mustCapitalize { word.capitalize() }
                mustCapitalize = false
                kept.append(word)
                continue
            }
            mustCapitalize = mustCapitalize || word.isCapitalized && kept.last.map(\.endsSentence) ?? true
            guard let last = kept.indices.last else { continue }
            if word.endsSentence, !kept[last].endsSentence {
                kept[last].after = word.after
            } else if word.after == ",", kept[last].after == "," {
                // It stood between two commas.
                kept[last].after = ""
            }
        }
        return kept
    }

    func openWords(in words: [WrittenWord]) -> Int {
        // The comma may be that before a filler.
        words.last?.after == "," ? 1 : 0
    }
}
