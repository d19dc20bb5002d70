/// Groups text tokens into words, as openai-whisper does for word times.
struct WordSplitter {
    struct Word: Equatable {
        /// With the space before it, as the tokens spell it.
        var text: String
        var tokens: [Int]
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
                words.append(Word(text: text, tokens: current))
                current = []
            }
        }
        if !current.isEmpty { words.append(Word(text: tokenizer.decode(current), tokens: current)) }
        return words
    }

    private func joinOnSpaces(_ pieces: [Word]) -> [Word] {
        var words: [Word] = []
        for piece in pieces {
            let startsWord = piece.text.hasPrefix(" ") || words.isEmpty
            if startsWord && !isPunctuation(piece.text) || words.isEmpty {
                words.append(piece)
            } else {
                words[words.count - 1].text += piece.text
                words[words.count - 1].tokens += piece.tokens
            }
        }
        return words
    }

    private func isPunctuation(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == " " || "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars.contains($0) }
    }
}
