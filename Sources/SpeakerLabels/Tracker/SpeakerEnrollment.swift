// SPDX-License-Identifier: Apache-2.0

/// Learns a voice from a clip in which one person speaks.
///
/// A voice identifies a person: ask for consent, and keep it no longer than needed.
public struct SpeakerEnrollment: Sendable {
    /// Seconds of voice that a clip has at least.
    public static let leastVoice = 5.0
    /// Seconds of voice of a clip that are used; the rest adds nothing new.
    public static let mostVoice = 60.0

    private var buffer: VoiceBuffer
    private var items: [SpeakerWork.Item] = []
    private var voice = 0

    /// A clip of which nothing has come yet.
    public init(encoder: any SpeakerEncoder) {
        buffer = VoiceBuffer(windowSize: encoder.windowSize, start: 0)
    }

    /// Takes in the next audio of the clip, as ``SpeakerTracker/append(_:isVoice:)`` does.
    public mutating func append(_ samples: ArraySlice<Float>, isVoice: Bool) {
        guard Double(voice) / 16_000 < Self.mostVoice else { return }
        if isVoice { voice += samples.count }
        buffer.append(samples, isVoice: isVoice)
        items += buffer.take().items
    }

    /// The voice of the clip, computed on the calling thread.
    ///
    /// - Returns: the direction of the voice, for an ``EnrolledSpeaker``.
    /// - Throws: ``SpeakerError`` with `tooLittleSpeech` or `severalVoices`.
    public func finish(_ encoder: any SpeakerEncoder) throws(SpeakerError) -> [Float] {
        let seconds = Double(voice) / 16_000
        guard seconds >= Self.leastVoice else {
            throw SpeakerError(
                .tooLittleSpeech,
                "The clip has \(Int(seconds)) s of speech, which is too little to know a voice by",
                remedy: "Give a clip with at least \(Int(Self.leastVoice)) s of speech by one person")
        }
        var buffer = buffer
        buffer.end()
        var work = SpeakerWork(items: items + buffer.take().items)
        work.run(encoder)
        let windows = zip(work.items, work.embeddings).filter { $0.1.whole.contains { $0 != 0 } }
        var tree = ClusterTree(
            windows.map { VoiceCluster($0.1.whole, weight: $0.0.fresh) }, similarity: encoder.similarity)
        tree.merge(least: 1, most: SpeakerSettings.mostSpeakers)
        let clusters = Set(tree.places).map { tree.clusters[$0] }.sorted { $0.weight > $1.weight }
        guard let voice = clusters.first else {
            throw SpeakerError(
                .tooLittleSpeech, "No voice can be made out in the clip",
                remedy: "Give a clip with at least \(Int(Self.leastVoice)) s of speech by one person")
        }
        let total = clusters.reduce(0) { $0 + $1.weight }
        if clusters.count > 1, clusters[1].weight > Self.secondVoice * total {
            throw SpeakerError(
                .severalVoices, "More than one person speaks in the clip",
                remedy: "Give a clip in which one person speaks")
        }
        return voice.direction
    }

    /// The share of a clip from which another voice in it is more than an odd sound.
    private static let secondVoice: Float = 0.15
}
