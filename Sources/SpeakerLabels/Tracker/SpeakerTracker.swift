// SPDX-License-Identifier: Apache-2.0

/// Tells who speaks in a stream: audio with its voice goes in, labels for words come out.
///
/// A value on the stream's clock of samples. ``append(_:isVoice:)`` is cheap; the embeddings, which are not, are computed either by
/// ``advance(_:)`` or, on another thread, between ``takeWork()`` and ``finish(_:)``. Labels of finals never change.
public struct SpeakerTracker: Sendable {
    private var buffer: VoiceBuffer
    private var clustering: SpeakerClustering
    /// Those that work may be out for.
    private var stretches: [Int: VoiceStretch] = [:]

    /// A tracker that has received nothing yet.
    ///
    /// - Parameters:
    ///   - encoder: the encoder that will embed its windows.
    ///   - settings: what is known about the speakers.
    ///   - start: the position of the stream's first sample.
    public init(encoder: any SpeakerEncoder, settings: SpeakerSettings, start: Int = 0) {
        buffer = VoiceBuffer(windowSize: encoder.windowSize, start: start)
        clustering = SpeakerClustering(
            settings: settings, similarity: encoder.similarity, halfWindow: encoder.windowSize / 2)
    }

    /// Where the stream stands: the sample after the last that was appended.
    public var position: Int { buffer.position }

    /// Clusters and windows that are kept now.
    var size: Int { clustering.size }

    /// Takes in the next audio of the stream. Nothing is computed.
    ///
    /// - Parameters:
    ///   - samples: 16 kHz mono, full scale ±1, of any length; 32 ms, as a voice activity detector's window has, is ideal.
    ///   - isVoice: whether they are voice.
    public mutating func append(_ samples: ArraySlice<Float>, isVoice: Bool) {
        buffer.append(samples, isVoice: isVoice)
    }

    /// Embeds all voice that is due, on the calling thread.
    public mutating func advance(_ encoder: any SpeakerEncoder) {
        guard var work = takeWork() else { return }
        work.run(encoder)
        finish(work)
    }

    /// The windows that are due, to be embedded on another thread; nil if there are none. One work is out at a time.
    public mutating func takeWork() -> SpeakerWork? {
        let (items, ended) = buffer.take()
        for stretch in ended + [buffer.stretch] where stretch.count > 0 {
            stretches[stretch.number] = stretch
        }
        return items.isEmpty ? nil : SpeakerWork(items: items)
    }

    /// Takes in work that was done.
    public mutating func finish(_ work: SpeakerWork) {
        let windows = windows(work)
        for (number, windows) in Dictionary(grouping: windows, by: \.stretch).sorted(by: {
            $0.key < $1.key
        }) {
            guard let stretch = stretches[number] else { continue }
            clustering.add(stretch, windows)
        }
        let current = buffer.stretch.number
        stretches = stretches.filter { $0.key >= current }
    }

    /// The speakers of words, by all the audio until now; voice that is due or not over is embedded first, on the calling thread.
    ///
    /// - Parameters:
    ///   - words: where they lie on the stream's clock, in order.
    ///   - isFinal: whether the labels stand. Those of partials may change the next time.
    ///   - encoder: the encoder of this tracker.
    /// - Returns: a label for each word; nil if there was no voice within a second of it.
    public mutating func labels(
        for words: [Range<Int>], isFinal: Bool, _ encoder: any SpeakerEncoder
    ) -> [SpeakerLabel?] {
        advance(encoder)
        var rest = SpeakerWork(items: buffer.rest(isFinal: isFinal))
        rest.run(encoder)
        return clustering.labels(for: words, isFinal: isFinal, open: (buffer.stretch, windows(rest)))
    }

    private func windows(_ work: SpeakerWork) -> [VoiceWindow] {
        zip(work.items, work.embeddings).map { item, embedding in
            // Where there is nothing to hear, there is no speaker.
            let isSomething = embedding.whole.contains { $0 != 0 }
            return VoiceWindow(
                stretch: item.stretch, range: item.range, embedding: embedding,
                weight: isSomething ? item.fresh : 0)
        }
    }
}
