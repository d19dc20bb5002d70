// SPDX-License-Identifier: Apache-2.0

/// Texts as Vosk writes them: in lower case, without punctuation.
enum VoskText {
    /// A text without capitals and punctuation.
    static func plain(_ text: String) -> String {
        Self.words(text).joined(separator: " ")
    }

    /// Its words.
    static func words(_ text: String) -> [String] {
        let characters = Array(text.lowercased())
        var plain = ""
        for (index, character) in characters.enumerated() {
            let isInside =
                index > 0 && index + 1 < characters.count && Self.isPartOfWord(characters[index - 1])
                && Self.isPartOfWord(characters[index + 1])
            plain.append(
                Self.isPartOfWord(character) || isInside && Self.joins(character, characters[index - 1])
                    ? character : " ")
        }
        return plain.split(separator: " ").map(String.init)
    }

    private static func isPartOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }

    /// Whether a character between two letters or digits belongs to them, as in `don't`, `well-known` and `3.5`.
    private static func joins(_ character: Character, _ before: Character) -> Bool {
        switch character {
        case "'", "’", "-": true
        case ".", ",", ":": before.isNumber
        default: false
        }
    }
}
