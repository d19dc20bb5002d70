// SPDX-License-Identifier: Apache-2.0

/// The voice of a stream in stretches, without its pauses, and the windows in it that are due.
///
/// The encoder knows speech whose pauses have been cut out, as Resemblyzer does with a whole recording. Here a pause of up to 0.5 s
/// is cut out; a longer one ends the stretch, as someone else may speak after it.
struct VoiceBuffer: Sendable {
    let windowSize: Int
    /// The stretch that may go on.
    private(set) var stretch: VoiceStretch
    /// Its voice from `offset` on.
    private var samples: [Float] = []
    private var offset = 0
    /// Where the next window begins.
    private var next = 0
    /// The end of the last window.
    private var covered = 0
    /// Where the stream stands.
    private(set) var position: Int
    /// The last audio without voice, in case that voice follows.
    private var before: [Float] = []
    /// Samples since the last voice.
    private var silence = 0
    private var due: [SpeakerWork.Item] = []
    private var ended: [VoiceStretch] = []

    /// Samples from one window to the next: 0.8 s, half a window. Half of that costs twice as much and gains nothing (docs/accuracy.md).
    private static let hop = 12_800
    /// Voice that is worth a window: 0.2 s.
    private static let least = 3_200
    /// What belongs to voice on either side of it: a detector is late.
    private static let margin = 1_536
    /// The pause that ends a stretch.
    private static let longestPause = 8_000
    /// What a window counts for at most, so that one alone makes no new speaker.
    private static let mostFresh: Float = 0.8

    init(windowSize: Int, start: Int) {
        self.windowSize = windowSize
        position = start
        stretch = VoiceStretch(number: 0)
    }

    mutating func append(_ audio: ArraySlice<Float>, isVoice: Bool) {
        if isVoice {
            add(before[...], at: position - before.count)
            before = []
            add(audio, at: position)
            silence = 0
        } else {
            let rest = audio.prefix(max(0, Self.margin - silence))
            if stretch.count > 0 { add(rest, at: position) }
            silence += audio.count
            // What was added is not kept for the next voice.
            before += stretch.count > 0 ? audio.dropFirst(rest.count) : audio
            before.removeFirst(max(0, before.count - Self.margin))
            if silence > Self.longestPause { end() }
        }
        position += audio.count
    }

    /// Ends the stretch: its last window ends with it.
    mutating func end() {
        guard stretch.count > 0 else { return }
        due += rest(isFinal: true)
        ended.append(stretch)
        stretch = VoiceStretch(number: stretch.number + 1)
        (samples, offset, next, covered) = ([], 0, 0, 0)
    }

    /// What has become due, and the stretches that have ended since.
    mutating func take() -> (items: [SpeakerWork.Item], ended: [VoiceStretch]) {
        defer { (due, ended) = ([], []) }
        return (due, ended)
    }

    /// The last window of the stretch as it is now; none if there is too little voice, or another window ends there.
    ///
    /// - Parameter isFinal: whether a little voice at the end matters; otherwise a stretch that has whole windows can wait for the next.
    func rest(isFinal: Bool) -> [SpeakerWork.Item] {
        guard isFinal || covered == 0 else { return [] }
        let range = max(offset, stretch.count - windowSize)..<stretch.count
        guard stretch.count > covered, range.count >= Self.least else { return [] }
        return [item(range)]
    }

    private mutating func add(_ audio: ArraySlice<Float>, at clock: Int) {
        guard !audio.isEmpty else { return }
        samples += audio
        stretch.append(audio.count, at: clock)
        while next + windowSize <= stretch.count {
            due.append(item(next..<next + windowSize))
            covered = next + windowSize
            next += Self.hop
        }
        // The last window may begin anywhere in a window's length before the end.
        let unneeded = min(next, stretch.count - windowSize) - offset
        guard unneeded > 2 * Self.hop else { return }
        samples.removeFirst(unneeded)
        offset += unneeded
    }

    private func item(_ range: Range<Int>) -> SpeakerWork.Item {
        let length = Float(range.count) / Float(windowSize)
        let fresh = min(
            Self.mostFresh, Float(range.upperBound - max(covered, range.lowerBound)) / 16_000)
        return SpeakerWork.Item(
            stretch: stretch.number, range: range,
            samples: ArraySlice(Array(samples[range.lowerBound - offset..<range.upperBound - offset])),
            fresh: fresh * length)
    }
}
