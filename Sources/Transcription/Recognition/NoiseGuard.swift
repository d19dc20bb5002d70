// SPDX-License-Identifier: Apache-2.0

/// Tells texts that Whisper makes of noise from texts of speech.
///
/// Whisper's own rule, nobody speaks with more than 0.6 and a mean logarithmic probability below −1, lets most texts of
/// distant voices pass. Here neither the model nor the detector decides alone: the text is improbable and the model hears
/// nobody speak, and the voice was a doubtful one. docs/notes/2026-11-22-noise.md has the measurements.
enum NoiseGuard {
    /// Voices as sure as this are believed, whatever the text: 0.98 and more for most speech, 0.92 for a crowd.
    private static let sureVoice: Float = 0.95
    /// The model has to hear nobody speak at least so probably.
    private static let leastNoSpeech: Float = 0.35
    /// The probability that nobody speaks less the mean logarithmic one of the text: 1.15 and more for texts of voices in a
    /// restaurant or a crowd, up to 1.07 for speech of doubtful voices.
    private static let margin: Float = 1.1

    /// - Parameters:
    ///   - averageLogProbability: of the text's tokens, natural logarithm.
    ///   - noSpeechProbability: the model's, that nobody speaks.
    ///   - speechProbability: the detector's, of speech, mean over the windows of speech.
    static func isNoise(averageLogProbability: Float, noSpeechProbability: Float, speechProbability: Float) -> Bool {
        speechProbability < sureVoice && noSpeechProbability > leastNoSpeech
            && noSpeechProbability - averageLogProbability > margin
    }
}
