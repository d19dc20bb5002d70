// SPDX-License-Identifier: Apache-2.0

/// Earlier speech in the audio of a request, whose text is final.
///
/// The model sees its audio, and the transcript begins with its tokens, but neither is part of the result: it is what was said
/// before, as a recognizer of long recordings has it.
public struct SpokenContext: Sendable, Hashable {
    /// Its text, at most some 200 tokens: they take room from the text that follows.
    public var tokens: [Int]
    /// The sample at which its audio ends.
    public var end: Int
    /// The sample from which on the audio is transcribed; at ``end`` or behind it.
    public var textStart: Int

    /// Describes earlier speech; positions count from the first sample of the request.
    public init(tokens: [Int], end: Int, textStart: Int) {
        self.tokens = tokens
        self.end = end
        self.textStart = textStart
    }
}
