// SPDX-License-Identifier: Apache-2.0

public import VoiceActivity

/// Tells speech from everything else, window by window.
public protocol SpeechDetector: Sendable {
    /// The probability, 0…1, that there is speech in the next 512 samples at 16 kHz.
    mutating func probability(ofWindow window: ArraySlice<Float>) -> Float
}

extension VoiceActivityDetector: SpeechDetector {}
