// SPDX-License-Identifier: Apache-2.0

/// What an encoder makes of a window of voice. Both vectors have length 1.
public struct SpeakerEmbedding: Sendable, Equatable {
    /// Of the whole window.
    public var whole: [Float]
    /// Of its first half: less certain, but finer in time. The two halves of a window of one speaker are alike.
    public var firstHalf: [Float]

    /// An embedding of its two vectors.
    public init(whole: [Float], firstHalf: [Float]) {
        self.whole = whole
        self.firstHalf = firstHalf
    }
}
