// SPDX-License-Identifier: Apache-2.0

import Testing
import VoiceActivity

/// What holds for every course of probabilities, tried on random ones.
struct EndpointerPropertyTests {
    /// Speech and silence of random length with random doubts in between.
    private static func course(_ generator: inout SplitMix) -> [(probability: Float, level: Float)] {
        var course: [(probability: Float, level: Float)] = []
        while course.count < 2000 {
            let probability = Float.random(in: 0...1, using: &generator)
            let spread = Float.random(in: 0...0.6, using: &generator)
            let level = Float.random(in: -70 ... -10, using: &generator)
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                let value = probability + Float.random(in: -spread...spread, using: &generator)
                course.append((probability: min(max(value, 0), 1), level: level))
            }
        }
        return course
    }

    private static func settings(_ generator: inout SplitMix) -> Endpointer.Settings {
        var settings = Endpointer.Settings()
        settings.threshold = .random(in: 0.2...0.8, using: &generator)
        settings.silence = .random(in: 800...16_000, using: &generator)
        settings.pause = .random(in: 0...4000, using: &generator)
        settings.minimumSpeech = .random(in: 0...8000, using: &generator)
        settings.paddingBefore = .random(in: 0...8000, using: &generator)
        settings.paddingAfter = .random(in: 0...8000, using: &generator)
        settings.maximumUtterance = .random(in: 32_000...320_000, using: &generator)
        return settings
    }

    @Test(arguments: 0..<200)
    func utterancesAreInOrderAndApart(_ seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let settings = Self.settings(&generator)
        var endpointer = try Endpointer(settings: settings)
        var log = UtteranceLog(settings: settings)
        var position = 0
        for (probability, level) in Self.course(&generator) {
            let events = endpointer.process(probability: probability, level: level, window: position)
            position += VoiceActivityModel.windowSize
            log.append(events, at: position, earliest: endpointer.earliestNeeded)
            if Int.random(in: 0..<500, using: &generator) == 0 {
                log.append(endpointer.finish(at: position), at: position, earliest: endpointer.earliestNeeded)
            }
            if log.needsCut {
                let cut = Int.random(in: (position - 40_000)...position, using: &generator)
                endpointer.restart(at: cut)
                log.restart(at: endpointer.utteranceStart)
            }
        }
        log.append(endpointer.finish(at: position), at: position, earliest: endpointer.earliestNeeded)
        #expect(log.failures == [])
        #expect(log.open == nil)
        #expect(log.count > 0)
        #expect(endpointer.utteranceStart == nil)
    }

    /// A copy made at any moment goes on as the original does: all state is in the value.
    @Test(arguments: 0..<20)
    func copiesGoOnAlike(_ seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        var endpointer = try Endpointer(settings: Self.settings(&generator))
        var copy = endpointer
        var (events, copied): ([Endpointer.Event], [Endpointer.Event]) = ([], [])
        for (index, (probability, level)) in Self.course(&generator).enumerated() {
            let start = index * VoiceActivityModel.windowSize
            if Int.random(in: 0..<50, using: &generator) == 0 { copy = endpointer }
            events += endpointer.process(probability: probability, level: level, window: start)
            copied += copy.process(probability: probability, level: level, window: start)
        }
        #expect(events == copied)
        #expect(!events.isEmpty)
    }

    /// The clock's origin does not matter.
    @Test(arguments: 0..<20)
    func eventsMoveWithTheClock(_ seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let settings = Self.settings(&generator)
        let course = Self.course(&generator)
        let runs = try [0, 1 << 40].map { origin in
            var endpointer = try Endpointer(settings: settings, start: origin)
            return course.enumerated().flatMap { index, window in
                endpointer.process(
                    probability: window.probability, level: window.level,
                    window: origin + index * VoiceActivityModel.windowSize
                ).map { $0.moved(by: -origin) }
            }
        }
        #expect(runs[0] == runs[1])
    }
}
