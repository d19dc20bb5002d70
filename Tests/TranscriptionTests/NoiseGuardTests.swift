// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transcription

/// With figures of `base` and `tiny.en` on real recordings.
struct NoiseGuardTests {
    @Test(
        arguments: [
            (-0.61, 0.63, 0.59),  // "Thank you.", a restaurant
            (-0.83, 0.63, 0.60),  // "I don't know.", a restaurant
            (-0.77, 0.39, 0.92),  // "Thank you very much.", a crowded room
        ] as [(Float, Float, Float)])
    func textsOfNoise(text: Float, noSpeech: Float, voice: Float) {
        #expect(
            NoiseGuard.isNoise(averageLogProbability: text, noSpeechProbability: noSpeech, speechProbability: voice))
    }

    @Test(
        arguments: [
            (-0.68, 0.70, 0.97),  // "Chapter 34", read aloud
            (-0.73, 0.34, 0.94),  // "6", over the telephone
            (-0.80, 0.22, 0.88),  // a meeting
            (-2.50, 0.05, 0.60),  // improbable, but somebody speaks
        ] as [(Float, Float, Float)])
    func textsOfSpeech(text: Float, noSpeech: Float, voice: Float) {
        #expect(
            !NoiseGuard.isNoise(averageLogProbability: text, noSpeechProbability: noSpeech, speechProbability: voice))
    }
}
