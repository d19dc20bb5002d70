// SPDX-License-Identifier: Apache-2.0

import LoadTest
import StenoTesting
import Testing
import VoiceActivity

/// Where speech is in recordings.
struct SpeechBoundsTests {
    private func model() throws -> VoiceActivityModel {
        try VoiceActivityModel(path: "\(Fixtures.model("silero-vad"))/\(VoiceActivityModel.fileName)")
    }

    /// Kennedy speaks from 0.3 s nearly to the end at 11 s, with pauses.
    @Test func trueEndOfSpeech() throws {
        let samples = try Fixtures.samples("jfk.wav")
        let model = try model()
        let bounds = try #require(SpeechBounds(samples, model: model))
        #expect((0.1...0.6).contains(bounds.onset))
        #expect((10.4...11).contains(bounds.end))
        #expect(bounds.speech.count >= 2)
        // Silence behind it does not move the end.
        let padded = try #require(SpeechBounds(samples + [Float](repeating: 0, count: 32_000), model: model))
        #expect(abs(padded.end - bounds.end) < 0.1)
    }

    @Test func silenceIsNoSpeech() throws {
        let model = try model()
        #expect(SpeechBounds([Float](repeating: 0, count: 32_000), model: model) == nil)
        #expect(SpeechBounds([], model: model) == nil)
    }
}
