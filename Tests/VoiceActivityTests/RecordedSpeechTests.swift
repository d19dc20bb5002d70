// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing
import VoiceActivity

/// Detector and endpointer together, on recordings.
struct RecordedSpeechTests {
    private static func utterances(_ samples: [Float]) throws -> [Range<Int>] {
        var detector = VoiceActivityDetector(model: try VoiceActivityDetectorTests.model.get())
        var endpointer = try Endpointer()
        let size = VoiceActivityModel.windowSize
        var events: [Endpointer.Event] = []
        for start in stride(from: 0, through: samples.count - size, by: size) {
            let window = samples[start..<(start + size)]
            events += endpointer.process(
                probability: detector.probability(ofWindow: window), level: SoundLevel.decibels(window), window: start)
        }
        events += endpointer.finish(at: samples.count)
        return events.compactMap { event in
            guard case .speechEnded(let start, let end) = event else { return nil }
            return start..<end
        }
    }

    /// The four phrases of the sentence, with pauses of half a second and more between them; seconds.
    @Test func phrasesAreUtterances() throws {
        let phrases = [0.4...2.2, 3.4...4.3, 5.5...7.5, 8.2...10.4]
        let utterances = try Self.utterances(try Fixtures.samples("jfk.wav"))
        #expect(utterances.count == phrases.count)
        for (utterance, phrase) in zip(utterances, phrases) {
            #expect(utterance.lowerBound <= Int(phrase.lowerBound * 16_000))
            #expect(utterance.upperBound >= Int(phrase.upperBound * 16_000))
        }
    }

    /// Two people at a table, as the corpus has it: one from 1.44 s to 13.312 s, then the other until 16.922 s.
    @Test func recognizesMeeting() throws {
        let utterances = try Self.utterances(try Fixtures.samples("dev00.wav"))
        #expect(utterances.contains { $0.contains(Int(2.5 * 16_000)) })
        #expect(utterances.contains { $0.contains(Int(15.0 * 16_000)) })
        #expect(!utterances.contains { $0.contains(Int(17.5 * 16_000)) })
    }

    @Test func speechBelowTheMinimumLevelIsNone() throws {
        #expect(try Self.utterances(try Fixtures.samples("jfk.wav").map { $0 * 0.001 }) == [])
    }

    @Test func noiseIsNoUtterance() throws {
        var generator = SplitMix(state: 1)
        let noise = (0..<160_000).map { _ in Float.random(in: -0.05...0.05, using: &generator) }
        #expect(try Self.utterances(noise) == [])
    }
}
