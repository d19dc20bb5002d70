// SPDX-License-Identifier: Apache-2.0

/// What a server said, in whatever dialect it said it. Times are seconds of the session's audio; nil where the server names none.
public enum ServerMessage: Sendable, Hashable {
    /// A text of an utterance.
    public struct Text: Sendable, Hashable {
        /// The words.
        public var text: String
        /// Where the text begins.
        public var start: Double?
        /// The audio that the text covers ends here.
        public var end: Double?
        /// The utterance's number, where the server numbers them.
        public var utterance: Int?

        /// A text, with what the server said about it.
        public init(_ text: String, start: Double? = nil, end: Double? = nil, utterance: Int? = nil) {
            self.text = text
            self.start = start
            self.end = end
            self.utterance = utterance
        }
    }

    /// The server takes audio from now on.
    case ready
    /// An utterance so far; replaces the partial before it.
    case partial(Text)
    /// Words that will not change.
    case final(Text)
    /// The session cannot be, or cannot go on.
    case failure(String)
}
