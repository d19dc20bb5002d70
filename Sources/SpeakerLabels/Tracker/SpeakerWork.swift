// SPDX-License-Identifier: Apache-2.0

/// Windows of voice that are to be embedded: what ``SpeakerTracker/takeWork()`` gives and ``SpeakerTracker/finish(_:)`` takes back.
///
/// It holds copies of the audio, so that it can be done on another thread while the stream goes on.
public struct SpeakerWork: Sendable {
    struct Item: Sendable {
        var stretch: Int
        var range: Range<Int>
        var samples: ArraySlice<Float>
        /// Seconds of voice that no window before has.
        var fresh: Float
    }

    var items: [Item] = []
    var embeddings: [SpeakerEmbedding] = []

    /// Embeds all windows, on the calling thread: 5 to 10 ms for each second of voice in the stream.
    public mutating func run(_ encoder: any SpeakerEncoder) {
        embeddings = encoder.embeddings(of: items.map(\.samples))
    }
}
