extension FileTranscript.Segment {
    /// Whether each word of a text has a space before it there.
    static func spaces(before words: [String], in text: String) -> [Bool] {
        var rest = Substring(text)
        return words.map { word in
            let trimmed = rest.drop(while: \.isWhitespace)
            guard trimmed.hasPrefix(word) else { return true }
            defer { rest = trimmed.dropFirst(word.count) }
            return trimmed.startIndex != rest.startIndex
        }
    }
}
