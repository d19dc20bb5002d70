internal import VoiceActivity

/// Tells speech from everything else, window by window.
public protocol SpeechDetector: Sendable {
    /// The probability, 0…1, that there is speech in the next 512 samples at 16 kHz.
    mutating func probability(ofWindow window: ArraySlice<Float>) -> Float
}

/// The detector of every session that is not under test.
struct SileroSpeechDetector: SpeechDetector {
    private var detector: VoiceActivityDetector

    init(model: VoiceActivityModel) {
        detector = VoiceActivityDetector(model: model)
    }

    mutating func probability(ofWindow window: ArraySlice<Float>) -> Float {
        detector.probability(ofWindow: window)
    }
}
