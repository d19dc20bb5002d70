// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing
import VoiceActivity

@testable import Transcription

/// A flush may come at any moment: in a word, or so soon after its beginning that nobody was told of it yet.
struct FlushTests {
    /// Takes every stretch of audio for one word.
    private struct Listener: Recognizer {
        func recognize(_ requests: [RecognitionRequest]) -> [Result<Hypothesis, any Error>] {
            requests.map { request in
                let word = HypothesisWord(
                    text: " word", tokens: [1], start: request.textStart, end: request.samples.count, probability: 1)
                return .success(Hypothesis(words: [word], language: "en"))
            }
        }
        func tokens(of prompt: Prompt) -> [Int] { [] }
        func makeMemory() -> (any UtteranceMemory)? { nil }
    }

    /// Silero, and what it said.
    private final class Detector: SpeechDetector {
        private let detector: Mutex<VoiceActivityDetector>
        private let heard = Mutex<[Bool]>([])

        init(_ model: VoiceActivityModel) { detector = Mutex(VoiceActivityDetector(model: model)) }

        /// Whether each window was speech without doubt.
        var isSpeech: [Bool] { heard.withLock { $0 } }

        func probability(ofWindow window: ArraySlice<Float>) -> Float {
            let probability = detector.withLock { $0.probability(ofWindow: window) }
            let settings = Endpointer.Settings()
            heard.withLock {
                $0.append(probability >= settings.threshold && SoundLevel.decibels(window) >= settings.minimumLevel)
            }
            return probability
        }
    }

    private static let window = VoiceActivityModel.windowSize
    private static let leastSpeech = Endpointer.Settings().minimumSpeech

    @Test(arguments: ["jfk.wav", "acoustic_corpus.wav", "cold_corpus.wav", "cold_corpus3.wav", "french.wav"])
    func noSpeechIsLostWhereverAFlushFalls(recording: String) throws {
        let model = try VoiceActivityModel(path: "\(Fixtures.model("silero-vad"))/\(VoiceActivityModel.fileName)")
        let samples = Array(try Fixtures.samples(recording).prefix(5 * 16_000))
        for flush in stride(from: 800, to: samples.count, by: 800) {
            let detector = Detector(model)
            var replay = try SessionReplay(
                configuration: .init(), detector: detector, recognizer: Listener(), runsPartial: { false })
            replay.append(samples[..<flush])
            replay.flush()
            replay.append(samples[flush...])
            replay.finish()
            let finals = replay.events.compactMap {
                if case .final(let final) = $0 { final.start..<final.end } else { nil }
            }
            for span in Self.speech(detector.isSpeech, flush: flush) {
                #expect(
                    finals.contains { $0.contains(span.lowerBound) && $0.upperBound >= span.upperBound },
                    "a flush at \(flush): \(span) is in none of \(finals)")
            }
        }
    }

    /// Where somebody speaks long enough for a word, cut by the flush; of what is behind it at least three windows count.
    private static func speech(_ windows: [Bool], flush: Int) -> [Range<Int>] {
        let before = flush / window
        let starts = windows.indices.map { $0 < before ? $0 * window : flush + ($0 - before) * window }
        var spans: [Range<Int>] = []
        for run in windows.indices.split(whereSeparator: { !windows[$0] }) where run.count * window >= leastSpeech {
            for part in [run.filter { $0 < before }, run.filter { $0 >= before }] where part.count >= 3 {
                spans.append(starts[part[0]]..<starts[part[part.count - 1]] + window)
            }
        }
        return spans
    }
}
