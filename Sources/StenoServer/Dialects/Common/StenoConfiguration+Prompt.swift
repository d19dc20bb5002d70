extension StenoConfiguration {
    /// A prompt of several texts: its end, which a recognizer looks at most, as long as a prompt may be.
    static func prompt(_ texts: [String], separator: String) -> String {
        // Not counted in characters, any of which may have thousands of marks.
        String(String.UnicodeScalarView(texts.joined(separator: separator).unicodeScalars.suffix(2_000)))
    }
}
