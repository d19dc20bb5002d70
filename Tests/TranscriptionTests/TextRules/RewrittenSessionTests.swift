// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Testing

@testable import Transcription

/// Rules about the text reach every event of a session.
@Suite struct RewrittenSessionTests {
    private static func events(_ texts: String..., rules: TextRules) throws -> [TranscriptEvent] {
        var speech = ScriptedSpeech()
        speech.pause(8_000)
        for text in texts {
            speech.say(text)
            speech.pause(16_000)
        }
        var simulation = try Simulation(
            .init(textRules: rules, partialInterval: 1_600, wordTimes: true), ScriptedRecognizer(speech))
        simulation.feed(speech.samples)
        simulation.drain()
        return simulation.checker.events
    }

    private static func finals(_ events: [TranscriptEvent]) -> [FinalTranscript] {
        events.compactMap { if case .final(let final) = $0 { final } else { nil } }
    }

    private static func partials(_ events: [TranscriptEvent]) -> [PartialTranscript] {
        events.compactMap { if case .partial(let partial) = $0 { partial } else { nil } }
    }

    @Test func nothingHiddenIsInAnyEvent() throws {
        let events = try Self.events(
            "my card is 4111 1111 1111 1111 and it works", "write to ann at example dot com today",
            rules: TextRules(redactions: [.cards, .emails]))
        #expect(Self.finals(events).map(\.text) == ["my card is [CARD] and it works", "write to [EMAIL] today"])
        #expect(Self.finals(events)[0].words.map(\.text) == ["my", "card", "is", "[CARD]", "and", "it", "works"])
        #expect(Self.partials(events).contains { $0.text.contains("card") })
        for secret in ["4111", "1111", "ann", "example"] {
            #expect(!events.contains { "\($0)".contains(secret) }, "\(secret)")
        }
    }

    @Test func partialsAndFinalsAreWrittenAlike() throws {
        let rules = try TextRules(removesFillers: true, replacements: [Replacement("new york city", with: "NYC")])
        let events = try Self.events("um I live in new york city not in new york state of mind", rules: rules)
        let final = try #require(Self.finals(events).first)
        #expect(final.text == "I live in NYC not in new york state of mind")
        #expect(final.words.first { $0.text == "NYC" }.map { $0.end - $0.start > 2 * 4_800 } == true)
        let partials = Self.partials(events)
        #expect(partials.contains { $0.text.contains("NYC") && !$0.text.contains("um ") })
        #expect(partials.allSatisfy { final.text.hasPrefix($0.stable) && $0.text.hasPrefix($0.stable) })
        #expect(partials.contains { !$0.stable.isEmpty })
    }

    @Test func anUtteranceOfWhichNothingIsLeftIsEmpty() throws {
        let events = try Self.events("um uh", rules: TextRules(removesFillers: true))
        #expect(Self.finals(events).isEmpty && Self.partials(events).isEmpty)
        #expect(events.contains { if case .empty = $0 { true } else { false } })
    }
}
