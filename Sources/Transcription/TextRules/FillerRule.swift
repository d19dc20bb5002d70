// SPDX-License-Identifier: Apache-2.0

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
            if kept.last?.after == ",", word.after == "," || word.endsSentence {
                // It stood between two commas, or was set off at the end.
                kept[kept.count - 1].after = ""
            }
            mustCapitalize = kept.leaveOut([word]) || mustCapitalize
        }
        return kept
    }

    func openWords(in words: [WrittenWord]) -> Int {
        // A comma may turn out to be that before a filler.
        let fillers = words.reversed().prefix(while: Self.isFiller).count
        return words.dropLast(fillers).last?.after == "," ? fillers + 1 : 0
    }
}
