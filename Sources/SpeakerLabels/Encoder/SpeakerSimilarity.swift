// SPDX-License-Identifier: Apache-2.0

/// What the cosine of two embeddings of an encoder is on average: the scale on which a session's thresholds are set.
public struct SpeakerSimilarity: Sendable, Equatable {
    /// Of two windows of one speaker. It hardly depends on noise or channel.
    public var same: Float
    /// Of windows of two speakers, before a session has shown its own.
    public var different: Float
    /// Of the two halves of a window: from here on one speaker is likely, and further down two.
    public var halves: ClosedRange<Float>

    /// A scale of its marks.
    public init(same: Float, different: Float, halves: ClosedRange<Float>) {
        self.same = same
        self.different = different
        self.halves = halves
    }
}
