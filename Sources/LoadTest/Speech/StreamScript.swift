// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What one stream plays: recordings with pauses between them, then silence for the last final to come in.
struct StreamScript: Sendable {
    /// The recordings at their places.
    private(set) var recordings: [StreamLog.Recording] = []
    /// How many frames it has.
    private(set) var frameCount = 0
    /// After how many frames the server is asked to finish what it has received.
    private(set) var flushFrames: Set<Int> = []

    private let frameDuration: Double
    private let flushes: Bool
    /// The parts, with the number of the first frame of each.
    private var parts: [(first: Int, clip: SpeechClip)] = []
    private let silence: ByteBuffer

    /// Silence after the last pause, longer than the silence by which servers end an utterance.
    private static let tail = 2.0

    /// Joins recordings, each with the pause after it.
    ///
    /// - Parameter flushes: whether the server is asked to finish each recording when its speech has ended.
    init(_ clips: [SpeechClip], format: FrameFormat, flushes: Bool = false) {
        frameDuration = format.duration
        self.flushes = flushes
        silence = format.encode([], frames: 1)
        for clip in clips { append(clip) }
        frameCount += Int((Self.tail / frameDuration).rounded(.up))
    }

    /// Joins recordings, in an order of the stream's own, until they last as long as asked for; the last one is played to its end.
    ///
    /// - Parameter number: the stream's; with the same seed and number, a stream plays the same.
    /// - Throws: ``LoadTestError`` if a recording cannot be used.
    init(
        from library: inout SpeechLibrary, settings: LoadSettings, format: FrameFormat, number: Int
    ) throws(LoadTestError) {
        var generator = SplitMix64(seed: settings.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number))
        var order: [Int] = []
        var clips: [SpeechClip] = []
        var frames = 0
        while Double(frames) * format.duration < settings.duration || clips.isEmpty {
            if order.isEmpty { order = Array(library.manifest.entries.indices).shuffled(using: &generator) }
            clips.append(try library.clip(order.removeLast()))
            frames += clips[clips.count - 1].frameCount
        }
        self.init(clips, format: format, flushes: settings.flushes)
    }

    private mutating func append(_ clip: SpeechClip) {
        let start = Double(frameCount) * frameDuration
        let bounds = clip.bounds
        var recording = StreamLog.Recording(
            text: clip.text, onset: start + bounds.onset, end: start + bounds.end,
            speech: bounds.speech.map { ($0.lowerBound + start)...($0.upperBound + start) })
        if flushes {
            let frame = (recording.end / frameDuration).rounded(.up)
            recording.flush = frame * frameDuration
            flushFrames.insert(Int(frame))
        }
        recordings.append(recording)
        parts.append((frameCount, clip))
        frameCount += clip.frameCount
    }

    /// The bytes of a frame.
    ///
    /// - Parameter part: where to look first, moved on as frames go by.
    func frame(_ index: Int, part: inout Int) -> ByteBuffer {
        while part + 1 < parts.count, parts[part + 1].first <= index { part += 1 }
        let (first, clip) = parts[part]
        return index - first < clip.frameCount ? clip.frame(index - first) : silence
    }
}
