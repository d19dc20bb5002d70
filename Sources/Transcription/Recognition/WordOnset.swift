// SPDX-License-Identifier: Apache-2.0

/// Where the voice of an utterance's first word begins.
///
/// The alignment of words gives an utterance's first word all audio from the beginning, the padding before the voice included.
enum WordOnset {
    /// The length over which loudness is taken: 10 ms.
    private static let frame = 160
    /// The voice begins where it is at most this much weaker than the word's loudest frame, as a ratio of powers: 26 dB.
    private static let weakest: Float = 0.0025
    /// A soft beginning that is part of the word: 20 ms.
    private static let margin = 320

    /// The first sample of the word's voice; the word's own start where it is loud from there on.
    static func position(of word: HypothesisWord, in samples: [Float]) -> Int {
        let (first, last) = (max(0, word.start), min(word.end, samples.count))
        guard last - first > frame else { return word.start }
        let powers = stride(from: first, to: last, by: frame).map { start in
            samples[start..<min(start + frame, last)].reduce(0) { $0 + $1 * $1 }
        }
        let threshold = (powers.max() ?? 0) * weakest
        guard threshold > 0, let onset = powers.firstIndex(where: { $0 > threshold }) else { return word.start }
        return max(first, first + onset * frame - margin)
    }
}
