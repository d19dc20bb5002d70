// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization
import Testing

@testable import Transcription

@Suite struct FailureTests {
    struct Failure: Error {}

    @Test func lastHypothesisBecomesFinal() throws {
        var speech = ScriptedSpeech()
        speech.say("one two three four five six")
        speech.pause(16_000)
        speech.say("seven eight nine")
        speech.pause(16_000)
        let firstEnd = speech.words[5].range.upperBound
        let recognizer = ScriptedRecognizer(speech) { request in
            if request.kind == .final, ScriptedRecognizer.range(of: request).lowerBound < firstEnd { throw Failure() }
        }
        var simulation = try Simulation(.init(), recognizer)
        simulation.feed(speech.samples)
        simulation.drain()
        let lastPartial = simulation.checker.events.compactMap { event in
            if case .partial(let partial) = event, partial.utterance == 0 { partial.text } else { nil }
        }.last
        #expect(simulation.checker.finals.map(\.text) == [lastPartial, "seven eight nine"])
        #expect(lastPartial?.hasPrefix("one two three four") == true)
    }

    @Test func nothingHeardGivesNoFinal() throws {
        var speech = ScriptedSpeech()
        for _ in 0..<3 {
            speech.say("one two three")
            speech.pause(16_000)
        }
        let recognizer = ScriptedRecognizer(speech) { _ in throw Failure() }
        var simulation = try Simulation(.init(), recognizer)
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(simulation.checker.finals.isEmpty)
        #expect(simulation.checker.events.count == 9, "speech started and stopped three times, without words")
        #expect(recognizer.requests.count <= 3 * 5, "what fails is not tried over and over")
    }

    @Test(arguments: 0..<16)
    func promisesHoldWhateverFails(seed: UInt64) throws {
        let speech = ScriptedSpeech.random(words: 120, phrase: 1...60, seed: seed)
        let chance = Mutex(SeededGenerator(seed: seed))
        let recognizer = ScriptedRecognizer(speech, unsureLength: 16_000) { _ in
            if chance.withLock({ Int.random(in: 0..<3, using: &$0) }) == 0 { throw Failure() }
        }
        let segmentation = seed % 2 == 0 ? Segmentation.voiceActivity : .fixed
        var simulation = try Simulation(.anySpeech(segmentation: segmentation), recognizer, speed: 0.5, seed: seed)
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(!simulation.checker.finals.isEmpty)
        let heard = simulation.checker.text.split(separator: " ").map { $0.filter(\.isWhole) }
        #expect(Set(heard).count == heard.count, "no word is doubled")
    }
}

extension Character {
    fileprivate var isWhole: Bool { isLetter || isNumber }
}
