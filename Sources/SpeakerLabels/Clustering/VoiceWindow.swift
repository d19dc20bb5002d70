// SPDX-License-Identifier: Apache-2.0

/// An embedded window of voice.
struct VoiceWindow: Sendable {
    /// The stretch of voice that it lies in; none crosses from one into the next.
    var stretch: Int
    /// Where it lies in the stretch: samples of voice, pauses left out.
    var range: Range<Int>
    var embedding: SpeakerEmbedding
    /// Seconds that it counts for: those that no window before it has, less if it is short or two may speak in it.
    var weight: Float

    var middle: Float { Float(range.lowerBound + range.upperBound) / 2 }
}
