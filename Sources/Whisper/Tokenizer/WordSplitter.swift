// SPDX-License-Identifier: Apache-2.0

/// Groups text tokens into words, as openai-whisper does for word times.
struct WordSplitter {
    struct Word: Equatable {
        /// With the space before it, as the tokens spell it.
        var text: String
        var tokens: [Int]
        /// Tokens before the closing punctuation, which is not spoken: the word ends with them.
        var spokenTokens: Int
    }

    /// Languages that write no spaces between words: every character stands alone.
    private static let spaceless: Set<String> = ["zh", "ja", "th", "lo", "my", "yue"]

    let tokenizer: Tokenizer

    func split(_ tokens: [Int], language: String) -> [Word] {
        let pieces = splitOnCharacters(tokens.filter(tokenizer.isText))
        return Self.spaceless.contains(language) ? pieces : joinOnSpaces(pieces)
    }

    /// The shortest runs of tokens that are whole characters.
    private func splitOnCharacters(_ tokens: [Int]) -> [Word] {
        var words: [Word] = []
        var current: [Int] = []
        for token in tokens {
            current.append(token)
            let text = tokenizer.decode(current)
            if !text.unicodeScalars.contains("\u{FFFD}") {
                words.append(Word(text: text, tokens: current, spokenTokens: current.count))
                current = []
            }
        }
        if !current.isEmpty {
            words.append(Word(text: tokenizer.decode(current), tokens: current, spokenTokens: current.count))
        }
        return words
    }

    private func joinOnSpaces(_ pieces: [Word]) -> [Word] {
        var words: [Word] = []
        for piece in pieces {
            let isPunctuation = isPunctuation(piece.text)
            if words.isEmpty || piece.text.hasPrefix(" ") && !isPunctuation {
                words.append(piece)
                continue
            }
            let last = words.count - 1
            words[last].text += piece.text
            words[last].tokens += piece.tokens
            if !isPunctuation { words[last].spokenTokens = words[last].tokens.count }
        }
        return words
    }

    private func isPunctuation(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == " " || "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars.contains($0) }
    }
}
