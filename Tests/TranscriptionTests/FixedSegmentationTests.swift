// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing
import VoiceActivity

@testable import Transcription

@Suite struct FixedSegmentationTests {
    @Test func finalsComeAtAFixedCadence() throws {
        var speech = ScriptedSpeech()
        speech.say((0..<60).map { "w\($0)" }.joined(separator: " "), length: 4_000, gap: 320)
        speech.pause(16_000)
        var simulation = try Simulation(.init(segmentation: .fixed), ScriptedRecognizer(speech))
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(simulation.checker.text == speech.text)
        let finals = simulation.checker.finals
        #expect(finals.count == 7)
        for (index, final) in finals.dropLast().enumerated() {
            let windowEnd = finals[0].start + 48_000 + 40_000 * index
            #expect((windowEnd - 8_000 - 4_500...windowEnd - 8_000 + 1_600).contains(final.end))
        }
    }

    @Test(arguments: 0..<24)
    func seamsNeitherLoseNorDouble(seed: UInt64) throws {
        let speech = ScriptedSpeech.random(words: 150, phrase: 1...50, seed: seed)
        let segmentation = Segmentation.fixed(chunk: [16_000, 48_000, 80_000][Int(seed % 3)], overlap: 6_400)
        var configuration = SessionConfiguration.anySpeech(segmentation: segmentation)
        configuration.endpointer.pause = [1_536, 16_000][Int(seed % 2)]
        let finals = try [1, 0.2, 0.02].map { speed in
            var simulation = try Simulation(configuration, ScriptedRecognizer(speech), speed: speed, seed: seed)
            simulation.feed(speech.samples)
            simulation.drain()
            return simulation.checker.finals
        }
        #expect(finals[0].map(\.text).joined(separator: " ") == speech.text)
        for other in finals.dropFirst() { #expect(other == finals[0]) }
    }

    @Test(arguments: 0..<6)
    func promisesHoldWhenWordsAreMisheard(seed: UInt64) throws {
        let speech = ScriptedSpeech.random(words: 120, phrase: 10...60, seed: seed)
        let configuration = SessionConfiguration.anySpeech(
            partialInterval: 3_200, segmentation: .fixed, heldBackWords: 1)
        let recognizer = ScriptedRecognizer(speech, unsureLength: 24_000)
        var simulation = try Simulation(configuration, recognizer, speed: 0.7, seed: seed)
        simulation.feed(speech.samples)
        simulation.drain()
        let heard = simulation.checker.text.split(separator: " ")
        #expect(heard.count == speech.words.count)
        #expect(zip(heard, speech.words).allSatisfy { $0.hasPrefix($1.text) })
    }

    @Test func aWordLongerThanTheChunkIsWaitedFor() throws {
        var speech = ScriptedSpeech()
        speech.say("a looong", length: 150_000, gap: 0)
        speech.say("end", gap: 0)
        speech.pause(16_000)
        var simulation = try Simulation(.init(segmentation: .fixed), ScriptedRecognizer(speech))
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(simulation.checker.text == "a looong end")
        #expect(simulation.checker.finals.first?.text == "a")
    }

    @Test func silenceIsNotRecognized() throws {
        var speech = ScriptedSpeech()
        speech.pause(20 * 16_000)
        let recognizer = ScriptedRecognizer(speech)
        var simulation = try Simulation(.init(segmentation: .fixed), recognizer)
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(recognizer.requests.isEmpty && simulation.checker.events.isEmpty)
    }
}
