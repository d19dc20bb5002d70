// SPDX-License-Identifier: Apache-2.0

/// When and where speech that goes on is cut into utterances.
///
/// At the end of a window the recognizer's words decide: those before the cut become a final, and the next utterance
/// begins at the cut, between two words.
struct CutPolicy: Sendable {
    /// Where a window of audio is cut.
    struct Cut: Equatable {
        /// How many words come before the cut.
        var words: Int
        /// The first sample of the next utterance.
        var position: Int
    }

    /// How far from a word's edge the quiet point between it and its neighbour is looked for: 100 ms, about what word
    /// times are off by.
    private static let tolerance = 1_600

    /// The length of an utterance's first window.
    private let window: Int
    /// What later windows add.
    private let step: Int
    /// The most audio a request may hold.
    private let longest: Int
    /// How much of a window's end is not cut in: its words may still change.
    private let open: Int
    /// How far before the end of a longest window its quietest point may lie.
    private let search: Int
    private let isFixed: Bool

    init(segmentation: Segmentation, longest: Int) {
        self.longest = longest
        search = min(128_000, longest / 2)
        switch segmentation {
        case .voiceActivity:
            (window, step, open, isFixed) = (longest, 0, min(8_000, longest / 4), false)
        case .fixed(let chunk, let overlap):
            (window, step, open, isFixed) = (min(chunk, longest), max(chunk - overlap, 1), overlap, true)
        }
    }

    /// The end of the first window of speech.
    func firstLimit(start: Int) -> Int { start + window }

    /// The end of the window after one that ended at `limit`, for an utterance beginning at `start`.
    func nextLimit(after limit: Int, start: Int) -> Int {
        isFixed ? min(limit + step, start + longest) : start + longest
    }

    /// Words that end later than this may come after the cut, so they are not promised to the client.
    func stableLimit(start: Int, limit: Int) -> Int {
        isFixed ? limit - open : start + longest - search
    }

    /// Where to cut the window `start ..< limit`.
    ///
    /// - Parameters:
    ///   - words: the window's words in absolute time.
    ///   - stable: how many of them are promised to the client.
    /// - Returns: nil if the window should grow first.
    func cut(_ words: [HypothesisWord], stable: Int, start: Int, limit: Int, audio: SampleBuffer) -> Cut? {
        let earliest = isFixed ? start + 1 : limit - search
        let latest = limit - open
        let gaps = words.indices.dropFirst(max(0, stable - 1)).filter { earliest...latest ~= words[$0].end }
            .map { quietGap(after: $0, in: words, limit: limit, audio: audio) }
            .filter { $0.cut.position > start }
        if isFixed {
            if let last = gaps.last { return last.cut }
            if limit < start + longest { return nil }
        } else if let quietest = gaps.min(by: { $0.level < $1.level }) {
            return quietest.cut
        }
        let promised = words.prefix(stable).last?.end ?? start
        let position = audio.quietestPosition(in: min(max(limit - search, promised), latest)...latest).position
        return Cut(words: max(stable, words.prefix { $0.middle < position }.count), position: position)
    }

    /// The quietest point between a word and the next.
    private func quietGap(
        after index: Int, in words: [HypothesisWord], limit: Int, audio: SampleBuffer
    ) -> (cut: Cut, level: Int) {
        let word = words[index]
        let next = words.indices.contains(index + 1) ? words[index + 1] : nil
        let first = max(word.middle + 1, word.end - Self.tolerance)
        let last = next.map { min($0.middle, max($0.start, word.end) + Self.tolerance) } ?? word.end + Self.tolerance
        let (position, level) = audio.quietestPosition(in: first...min(max(first, last), max(first, limit)))
        return (Cut(words: index + 1, position: position), level)
    }
}
