// SPDX-License-Identifier: Apache-2.0

/// Writes phrases in another way.
struct ReplacementRule: TextRule {
    /// By their first word, the longest first.
    private let replacements: [String: [Replacement]]

    init(_ replacements: [Replacement]) {
        var longest: [String: [Replacement]] = [:]
        for replacement in replacements { longest[replacement.words[0], default: []].append(replacement) }
        self.replacements = longest.mapValues { list in
            // Equally long ones keep their order.
            list.enumerated().sorted { ($1.element.words.count, $0.offset) < ($0.element.words.count, $1.offset) }
                .map(\.element)
        }
    }

    func apply(_ words: [WrittenWord]) -> [WrittenWord] {
        var written: [WrittenWord] = []
        var mustCapitalize = false
        var index = 0
        while index < words.count {
            let rest = words[index...]
            guard let match = replacements[rest.first?.key ?? ""]?.first(where: { Self.matches($0, rest) }) else {
                var word = words[index]
                if mustCapitalize { word.capitalize() }
                mustCapitalize = false
                written.append(word)
                index += 1
                continue
            }
            let replaced = rest.prefix(match.words.count)
            let texts = Self.cased(match, like: replaced).split(separator: " ").map(String.init)
            index += match.words.count
            if texts.isEmpty {
                mustCapitalize = written.leaveOut(replaced) || mustCapitalize
            } else {
                written += WrittenWord.replacing(replaced, with: texts)
                mustCapitalize = false
            }
        }
        return written
    }

    func openWords(in words: [WrittenWord]) -> Int {
        for index in words.indices {
            let rest = words[index...]
            let mayGoOn = replacements[words[index].key]?.contains { replacement in
                replacement.words.count > rest.count && rest.allSatisfy(\.after.isEmpty)
                    && replacement.words.starts(with: rest.map(\.key))
            }
            if mayGoOn == true { return rest.count }
        }
        return 0
    }

    /// Whether a text begins with the phrase, without marks within it.
    private static func matches(_ replacement: Replacement, _ words: ArraySlice<WrittenWord>) -> Bool {
        let count = replacement.words.count
        return words.count >= count && words.prefix(count - 1).allSatisfy(\.after.isEmpty)
            && zip(words, replacement.words).allSatisfy { $0.key == $1 }
    }

    /// The substitute in the case of what was said: all capitals, or a capital where the phrase was given without.
    private static func cased(_ replacement: Replacement, like words: ArraySlice<WrittenWord>) -> String {
        let said = words.map(\.core).joined(separator: " ")
        let substitute = replacement.substitute
        let isGivenLower = replacement.phrase.first?.isLowercase == true
        if isGivenLower, said.count > 1, said == said.uppercased() { return substitute.uppercased() }
        guard isGivenLower, said.first?.isUppercase == true else { return substitute }
        return substitute.prefix(1).uppercased() + substitute.dropFirst()
    }
}
