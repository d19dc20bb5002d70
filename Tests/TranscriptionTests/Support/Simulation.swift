// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing
import VoiceActivity

@testable import Transcription

/// A session state, a recognizer, and chance in place of threads.
struct Simulation {
    var state: SessionState
    let recognizer: ScriptedRecognizer
    var checker = EventChecker()
    private(set) var largestLag = 0
    private var detector = LoudnessDetector()
    private var chance: SeededGenerator
    private let speed: Double
    private var running: RecognitionRequest?

    /// - Parameter speed: the probability that a job starts, and that one ends, in the time of one window of audio.
    init(
        _ configuration: SessionConfiguration = .init(), _ recognizer: ScriptedRecognizer, speed: Double = 1,
        seed: UInt64 = 0
    ) throws {
        state = try SessionState(configuration: configuration)
        self.recognizer = recognizer
        self.speed = speed
        chance = SeededGenerator(seed: seed)
    }

    /// Feeds samples window by window while jobs start and end by chance.
    mutating func feed(_ samples: some Collection<Float>) {
        var rest = Array(samples)[...]
        while rest.count >= 512 {
            let window = rest.prefix(512)
            rest = rest.dropFirst(512)
            checker.take(state.append(window: window, probability: detector.probability(ofWindow: window)))
            work()
        }
        checker.take(state.flush(remainder: rest, announced: false))
    }

    /// Lets all jobs be done.
    mutating func drain() {
        while running != nil || state.demand != nil {
            startJob()
            endJob()
        }
        let isIdle = state.isIdle
        #expect(isIdle)
        #expect(recognizer.faults == [])
    }

    /// Starts the next job, if there is one and none runs.
    mutating func startJob() {
        if running == nil { running = state.startJob(on: recognizer) }
    }

    /// Ends the running job.
    mutating func endJob() {
        guard let request = running else { return }
        running = nil
        checker.take(state.complete(Result { try recognizer.recognize(request) }))
    }

    private mutating func work() {
        // Like a session, wait while too far behind.
        repeat {
            if Double.random(in: 0..<1, using: &chance) < speed { startJob() }
            if running != nil, Double.random(in: 0..<1, using: &chance) < speed { endJob() }
            if running != nil, state.shouldInterrupt, Bool.random(using: &chance) {
                running = nil
                checker.take(state.complete(.failure(CancellationError())))
            }
        } while state.lag > 160_000
        largestLag = max(largestLag, state.audio.end - state.audio.start)
    }
}

extension ScriptedSpeech {
    /// `count` words, all different, of random lengths, in phrases with pauses between them.
    static func random(words count: Int, phrase: ClosedRange<Int>, seed: UInt64) -> ScriptedSpeech {
        var chance = SeededGenerator(seed: seed)
        var speech = ScriptedSpeech()
        speech.pause(.random(in: 0...20_000, using: &chance))
        var number = 0
        while number < count {
            for _ in 0..<Int.random(in: phrase, using: &chance) where number < count {
                speech.say(
                    "w\(number)", length: .random(in: 1_600...11_200, using: &chance),
                    gap: Bool.random(using: &chance) ? 0 : .random(in: 0...3_200, using: &chance))
                number += 1
            }
            speech.pause(.random(in: 1_000...40_000, using: &chance))
        }
        return speech
    }
}

extension SessionConfiguration {
    /// A configuration for which no speech is too short.
    static func anySpeech(
        partialInterval: Int = 8_000, segmentation: Segmentation = .voiceActivity, wordTimes: Bool = false,
        heldBackWords: Int = 2
    ) -> SessionConfiguration {
        var configuration = SessionConfiguration(
            partialInterval: partialInterval, segmentation: segmentation, wordTimes: wordTimes,
            heldBackWords: heldBackWords)
        configuration.endpointer.minimumSpeech = 0
        return configuration
    }
}
