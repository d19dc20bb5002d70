// SPDX-License-Identifier: Apache-2.0

public import Transcription

/// Takes what is loud for speech.
public struct LoudnessDetector: SpeechDetector {
    /// A detector that has received nothing.
    public init() {}

    /// 1 if a quarter of the window is loud, else 0.
    public mutating func probability(ofWindow window: ArraySlice<Float>) -> Float {
        window.count { abs($0) >= 0.25 } * 4 >= window.count ? 1 : 0
    }
}
