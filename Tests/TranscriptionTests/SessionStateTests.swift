// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

@Suite struct SessionStateTests {
    @Test func oneUtterance() throws {
        var speech = ScriptedSpeech()
        speech.pause(16_000)
        speech.say("and so my fellow Americans")
        speech.pause(16_000)
        var simulation = try Simulation(.init(wordTimes: true), ScriptedRecognizer(speech))
        simulation.feed(speech.samples)
        simulation.drain()

        let end = speech.words.last!.range.upperBound
        let final = try #require(simulation.checker.finals.first)
        #expect(simulation.checker.finals.count == 1)
        #expect(final.text == speech.text)
        #expect(final.words.map(\.text) == speech.words.map(\.text))
        #expect(final.words.map { $0.start..<$0.end } == speech.words.map(\.range))
        #expect(abs(final.start - 12_000) < 512 && abs(final.end - (end + 3_200)) < 512)
        #expect(simulation.checker.events.first == .speechStarted(utterance: 0, at: final.start))
        #expect(simulation.checker.events.suffix(2) == [.speechStopped(utterance: 0, at: final.end), .final(final)])
        let partials = simulation.checker.events.count - 3
        #expect(partials >= 2 && partials <= 5, "every 500 ms of 1.8 s")
    }

    @Test func stableWordsAreHandedToTheRecognizer() throws {
        var speech = ScriptedSpeech()
        speech.say("and so my fellow Americans ask not")
        speech.pause(16_000)
        let recognizer = ScriptedRecognizer(speech)
        var simulation = try Simulation(.init(language: "en"), recognizer)
        simulation.feed(speech.samples)
        simulation.drain()
        let requests = recognizer.requests
        let partials = requests.filter { $0.kind == .partial }
        #expect(partials.first?.prefix == [])
        #expect((partials.last?.prefix.count ?? 0) >= 4, "two tokens a word")
        for (request, next) in zip(partials, partials.dropFirst()) { #expect(next.prefix.starts(with: request.prefix)) }
        #expect(requests.allSatisfy { $0.language == "en" })
    }

    @Test func finalsAreDecodedFreely() throws {
        var speech = ScriptedSpeech()
        speech.say("and so my fellow Americans ask not")
        speech.pause(16_000)
        let recognizer = ScriptedRecognizer(speech)
        var simulation = try Simulation(.init(language: "en"), recognizer)
        simulation.feed(speech.samples)
        simulation.drain()
        let finals = recognizer.requests.filter { $0.kind == .final }
        #expect(!finals.isEmpty && finals.allSatisfy { $0.prefix.isEmpty })
    }

    @Test func theNextUtteranceIsRecognizedBehindTheOneBefore() throws {
        var speech = ScriptedSpeech()
        speech.say("and so my fellow Americans")
        speech.pause(16_000)
        speech.say("ask not what your country")
        speech.pause(100_000)
        speech.say("can do for you")
        speech.pause(16_000)
        let recognizer = ScriptedRecognizer(speech)
        var simulation = try Simulation(.init(language: "en"), recognizer)
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(
            simulation.checker.finals.map(\.text) == [
                "and so my fellow Americans", "ask not what your country", "can do for you",
            ])
        let finals = recognizer.requests.filter { $0.kind == .final }
        #expect(finals.map { $0.earlier == nil } == [true, false, true], "six seconds of silence end the window")
        #expect(finals.count == 3 && finals[1].earlier?.tokens.count == 10 && finals[1].textStart > 0)
    }

    @Test func theLanguageHeardIsKeptOnceWordsAreStable() throws {
        var speech = ScriptedSpeech()
        speech.say("and so my fellow Americans ask not")
        speech.pause(16_000)
        let recognizer = ScriptedRecognizer(speech)
        var simulation = try Simulation(.init(), recognizer)
        simulation.feed(speech.samples)
        simulation.drain()
        for request in recognizer.requests where request.kind == .partial {
            #expect(request.language == (request.prefix.isEmpty ? nil : "en"))
        }
    }

    @Test(arguments: 0..<24)
    func everyWordOnceHoweverSlowTheRecognizer(seed: UInt64) throws {
        let speech = ScriptedSpeech.random(words: 150, phrase: 1...12, seed: seed)
        let speed = [1, 0.5, 0.1, 0.02][Int(seed % 4)]
        var simulation = try Simulation(.anySpeech(), ScriptedRecognizer(speech), speed: speed, seed: seed)
        simulation.feed(speech.samples)
        simulation.drain()
        #expect(simulation.checker.text == speech.text)
    }

    @Test(arguments: 0..<8)
    func finalsAreTheSameAtEverySpeed(seed: UInt64) throws {
        let speech = ScriptedSpeech.random(words: 120, phrase: 1...40, seed: seed)
        let finals = try [1, 0.3, 0.05, 0.01].map { speed in
            var simulation = try Simulation(
                .anySpeech(wordTimes: true), ScriptedRecognizer(speech), speed: speed, seed: seed)
            simulation.feed(speech.samples)
            simulation.drain()
            return simulation.checker.finals
        }
        #expect(finals[0].map(\.text).joined(separator: " ") == speech.text)
        for other in finals.dropFirst() { #expect(other == finals[0]) }
    }

    @Test(arguments: 0..<12)
    func promisesHoldWhenWordsAreMisheard(seed: UInt64) throws {
        let speech = ScriptedSpeech.random(words: 100, phrase: 1...60, seed: seed)
        let configuration = SessionConfiguration.anySpeech(partialInterval: 3_200, heldBackWords: Int(seed % 3))
        let recognizer = ScriptedRecognizer(speech, unsureLength: 24_000)
        var simulation = try Simulation(configuration, recognizer, speed: 0.4, seed: seed)
        simulation.feed(speech.samples)
        simulation.drain()
        let heard = simulation.checker.text.split(separator: " ")
        #expect(heard.count == speech.words.count)
        #expect(zip(heard, speech.words).allSatisfy { $0.hasPrefix($1.text) })
    }
}
