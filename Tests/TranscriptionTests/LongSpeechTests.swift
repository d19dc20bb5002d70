// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing
import VoiceActivity

@testable import Transcription

/// Speech without a pause that would end it.
@Suite struct LongSpeechTests {
    @Test(arguments: [1, 0.2, 0.03])
    func isCutInThePausesOfFourMinutes(speed: Double) throws {
        var speech = ScriptedSpeech()
        for sentence in 0..<60 {
            speech.say((0..<8).map { "s\(sentence)w\($0)" }.joined(separator: " "), gap: 480)
            speech.pause(4_000)
        }
        speech.pause(16_000)
        let recognizer = ScriptedRecognizer(speech)
        var simulation = try Simulation(.init(), recognizer, speed: speed, seed: 1)
        simulation.feed(speech.samples)
        simulation.drain()

        #expect(simulation.checker.text == speech.text)
        let finals = simulation.checker.finals
        #expect(finals.count > 9)
        for (final, next) in zip(finals, finals.dropFirst()) {
            #expect(final.end == next.start, "nothing is left out")
            #expect((17 * 16_000...25 * 16_000).contains(final.end - final.start))
            #expect(final.text.hasSuffix("w7"), "cut at the end of a sentence, the quietest point: \(final.text)")
        }
        let started = simulation.checker.events.filter { if case .speechStarted = $0 { true } else { false } }
        let stopped = simulation.checker.events.filter { if case .speechStopped = $0 { true } else { false } }
        #expect(started.count == 1 && stopped == [.speechStopped(utterance: finals.count - 1, at: finals.last!.end)])
        #expect(recognizer.requests.allSatisfy { $0.samples.count <= 29 * 16_000 })
        #expect(simulation.largestLag <= 38 * 16_000, "audio that is not needed is not kept")
    }

    @Test(arguments: 0..<10)
    func withoutAnyGap(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var speech = ScriptedSpeech()
        for word in 0..<250 { speech.say("w\(word)", length: .random(in: 1_600...12_800, using: &chance), gap: 0) }
        speech.pause(16_000)
        var configuration = SessionConfiguration()
        configuration.endpointer.maximumUtterance = [5, 10, 25, 3_600][Int(seed % 4)] * 16_000
        var simulation = try Simulation(configuration, ScriptedRecognizer(speech), speed: 0.5, seed: seed)
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(simulation.checker.text == speech.text)
        #expect(simulation.checker.finals.count > 3)
    }

    @Test func soundWithoutWordsGivesNone() throws {
        var speech = ScriptedSpeech()
        speech.hum(90 * 16_000)
        speech.pause(16_000)
        speech.say("at last a word")
        speech.pause(16_000)
        var simulation = try Simulation(.init(), ScriptedRecognizer(speech))
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(simulation.checker.text == "at last a word")
        #expect(simulation.checker.events.filter { if case .partial = $0 { true } else { false } }.count < 6)
        #expect(simulation.largestLag <= 38 * 16_000)
    }
}
