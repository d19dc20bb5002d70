// SPDX-License-Identifier: Apache-2.0

/// Text that came before the speech, or words to expect: what a client says about its audio.
///
/// The one bound of every prompt, whatever the dialect: only its last ``longest`` bytes are kept. A recognizer uses the
/// last few hundred tokens, which are shorter.
public struct Prompt: Sendable, Hashable {
    /// The most bytes of UTF-8. Characters say nothing: one can have thousands of marks.
    public static let longest = 2_000

    /// The text, never empty.
    public let text: String

    /// Keeps the end of a text, cut between two code points.
    ///
    /// - Returns: nil if the text is empty.
    public init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = Self.end(of: text)
    }

    /// Keeps the end of several texts.
    ///
    /// - Returns: nil if there are none, or empty ones only.
    public init?(joining texts: some BidirectionalCollection<String>, separator: String) {
        self.init(Self.ending(texts, separator).filter { !$0.isEmpty }.joined(separator: separator))
    }

    /// The last of several texts, as many as a prompt may have, none longer than that.
    public static func ending(_ texts: some BidirectionalCollection<String>, _ separator: String = " ") -> [String] {
        var kept: [String] = []
        var count = 0
        for text in texts.reversed() {
            guard count < longest else { break }
            kept.append(end(of: text))
            count += text.utf8.count + separator.utf8.count
        }
        return kept.reversed()
    }

    private static func end(of text: String) -> String {
        let bytes = text.utf8
        guard bytes.count > longest else { return text }
        var start = bytes.index(bytes.endIndex, offsetBy: -longest)
        while start < bytes.endIndex, bytes[start] & 0xC0 == 0x80 { bytes.formIndex(after: &start) }
        // A copy, which does not keep the rest alive.
        return String(decoding: bytes[start...], as: UTF8.self)
    }
}

extension Prompt: ExpressibleByStringLiteral {
    /// A prompt in the program itself, which must not be empty.
    public init(stringLiteral text: String) {
        precondition(!text.isEmpty)
        self.text = Self.end(of: text)
    }
}
