// SPDX-License-Identifier: Apache-2.0

internal import VoiceActivity

/// Divides a session's audio into windows, and looks for speech in each.
struct WindowedAudio: Sendable {
    /// The next 512 samples of a session, and the probability that they are speech.
    struct Window: Sendable {
        let samples: ArraySlice<Float>
        let probability: Float
    }

    private var detector: any SpeechDetector
    /// Samples too few for a window.
    private var remainder: [Float] = []

    init(detector: any SpeechDetector) {
        self.detector = detector
    }

    /// Takes in samples, chunks of any length one after the other.
    ///
    /// - Returns: the windows that are full now.
    mutating func append(_ samples: some Collection<Float>) -> [Window] {
        remainder.append(contentsOf: samples)
        let size = VoiceActivityModel.windowSize
        let end = remainder.count / size * size
        let windows = stride(from: 0, to: end, by: size).map { start in
            let window = remainder[start..<start + size]
            return Window(samples: window, probability: detector.probability(ofWindow: window))
        }
        remainder = Array(remainder[end...])
        return windows
    }

    /// Ends the audio, or a part of it, with what was left of it.
    mutating func takeRemainder() -> [Float] {
        defer { remainder = [] }
        return remainder
    }
}
