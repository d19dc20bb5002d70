// SPDX-License-Identifier: Apache-2.0

/// Finds speech that a recognizer passed over.
///
/// Whisper now and then ends its text early, after a heading or a greeting, although the speech goes on. The times of its
/// words tell: what is as loud as they are and comes long after the last of them has not been recognized.
enum UnheardSpeech {
    /// Audio after the last word that is not worth a second look: 2.5 s.
    static let tolerance = 40_000
    /// Loud audio that has to lie in it: 1.5 s.
    private static let leastSpeech = 24_000
    /// The length over which loudness is taken: 100 ms.
    private static let window = 1_600
    /// Speech is at most this much weaker than the words before, as a ratio of powers: 20 dB.
    private static let weakest: Float = 0.01

    /// Where to listen again.
    ///
    /// - Parameters:
    ///   - words: with times, counted from the first sample.
    ///   - samples: all that the recognizer was given.
    /// - Returns: the end of the last word, nil if nothing was passed over.
    static func start(after words: [HypothesisWord], in samples: ArraySlice<Float>) -> Int? {
        guard let last = words.last, samples.count - last.end > tolerance else { return nil }
        let heard = powers(samples.prefix(last.end))
        let reference = (heard.max() ?? 0) * weakest
        let loud = powers(samples.dropFirst(last.end)).count { $0 > reference }
        return loud * window >= leastSpeech ? last.end : nil
    }

    private static func powers(_ samples: ArraySlice<Float>) -> [Float] {
        stride(from: samples.startIndex, to: samples.endIndex, by: window).map { start in
            let piece = samples[start..<min(start + window, samples.endIndex)]
            return piece.reduce(0) { $0 + $1 * $1 } / Float(piece.count)
        }
    }
}
