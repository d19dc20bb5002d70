import LoadTest
import StenoTesting
import Testing
import VoiceActivity

/// Where speech is in recordings.
struct SpeechBoundsTests {
    private func model() throws -> VoiceActivityModel {
        try VoiceActivityModel(path: "\(Fixtures.model("silero-vad"))/\(VoiceActivityModel.fileName)")
    }

    /// Kennedy speaks from 0.3 s to 10.6 s, with pauses.
    @Test func trueEndOfSpeech() throws {
        let samples = try Fixtures.samples("jfk.wav")
        let bounds = try #require(SpeechBounds(samples, model: model()))
        #expect((0.1...0.6).contains(bounds.onset))
        #expect((10.0...10.9).contains(bounds.end))
        #expect(bounds.speech.count >= 2)
        // Silence behind it does not move the end.
        let padded = try #require(SpeechBounds(samples + [Float](repeating: 0, count: 32_000), model: model()))
        #expect(abs(padded.end - bounds.end) < 0.1)
    }

    @Test func silenceIsNoSpeech() throws {
        #expect(try SpeechBounds([Float](repeating: 0, count: 32_000), model: model()) == nil)
        #expect(try SpeechBounds([], model: model()) == nil)
    }
}
