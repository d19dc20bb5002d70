// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription
import WireText

@testable import Dialects

/// The results of a channel, by what the transcription tells and what the client asks for.
struct DeepgramChannelTests {
    /// A channel, and its messages in short forms: times in milliseconds.
    private struct Script {
        var channel: DeepgramChannel

        init(_ wishes: DeepgramChannel.Wishes = Self.wishes()) {
            channel = DeepgramChannel(channel: DeepgramChannelIndex(index: 0, count: 1), wishes: wishes)
        }

        /// All that can be told, with gaps of a second and a silence of 500 ms.
        static func wishes(_ change: (inout DeepgramChannel.Wishes) -> Void = { _ in }) -> DeepgramChannel.Wishes {
            var wishes = DeepgramChannel.Wishes(
                interimResults: true, tellsSpeech: true, utteranceEnd: 16_000, noticeDelay: 4_800)
            change(&wishes)
            return wishes
        }

        mutating func receive(_ events: TranscriptEvent...) -> [String] {
            events.flatMap { channel.receive($0) }.map(Self.short)
        }

        mutating func heard(to milliseconds: Int) -> [String] {
            channel.heard(to: milliseconds * 16).map(Self.short)
        }

        static func short(_ message: DeepgramMessage) -> String {
            switch message {
            case .results(let result):
                let kind = result.isFinal ? "final" : "interim"
                let flags = (result.isEndpoint ? ["speech"] : []) + (result.isFinalization ? ["finalize"] : [])
                let window = "\(result.window.lowerBound / 16)-\(result.window.upperBound / 16)"
                return ([kind, window, "'\(result.alternative.transcript)'"] + flags).joined(separator: " ")
            case .speechStarted(_, let position): return "started \(position / 16)"
            case .utteranceEnd(_, let end): return "end \(end / 16)"
            default: return "\(message)"
            }
        }
    }

    private static func started(_ utterance: Int, _ milliseconds: Int) -> TranscriptEvent {
        .speechStarted(utterance: utterance, at: milliseconds * 16)
    }

    private static func stopped(_ utterance: Int, _ milliseconds: Int) -> TranscriptEvent {
        .speechStopped(utterance: utterance, at: milliseconds * 16)
    }

    private static func partial(_ utterance: Int, _ text: String, _ range: ClosedRange<Int>) -> TranscriptEvent {
        .partial(
            .init(
                utterance: utterance, text: text, stable: "", start: range.lowerBound * 16, end: range.upperBound * 16,
                language: "en"))
    }

    /// A final whose last word ends 200 ms before it.
    private static func final(_ utterance: Int, _ text: String, _ range: ClosedRange<Int>) -> TranscriptEvent {
        let word = TranscriptWord(
            text: text, start: range.lowerBound * 16, end: range.upperBound * 16 - 3_200, probability: 0.5)
        return .final(
            FinalTranscript(
                utterance: utterance, text: text, words: [word], start: range.lowerBound * 16,
                end: range.upperBound * 16, language: "en"))
    }

    @Test func finalsTileTheTime() {
        var script = Script()
        let events = script.receive(
            Self.started(0, 1_000), Self.partial(0, "ask", 1_000...1_500), Self.partial(0, "ask not", 1_000...2_000),
            Self.stopped(0, 2_500), Self.final(0, "Ask not.", 1_000...2_500), Self.started(1, 3_000),
            Self.final(1, "What", 3_000...9_000), Self.stopped(2, 12_000),
            Self.final(2, "your country.", 9_000...12_000))
        #expect(
            events == [
                "final 0-1000 ''", "started 1000", "interim 1000-1500 'ask'", "interim 1000-2000 'ask not'",
                "final 1000-2500 'Ask not.' speech", "final 2500-3000 ''", "started 3000", "final 3000-9000 'What'",
                "final 9000-12000 'your country.' speech",
            ])
    }

    @Test func nothingThatWasNotAskedFor() {
        var script = Script(DeepgramChannel.Wishes(tellsEndpoints: false))
        let events = script.receive(
            Self.started(0, 0), Self.partial(0, "ask", 0...500), Self.stopped(0, 2_500),
            Self.final(0, "Ask.", 0...2_500))
        #expect(events == ["final 0-2500 'Ask.'"])
        #expect(script.heard(to: 60_000) == [])
    }

    @Test func textsThatComeAfterTheNextSpeechHasBegun() {
        var script = Script()
        let events = script.receive(
            Self.started(0, 0), Self.stopped(0, 2_000), Self.started(1, 4_000), Self.stopped(1, 6_000),
            Self.final(0, "one", 0...2_000), Self.final(1, "two", 4_000...6_000))
        #expect(
            events == [
                "started 0", "started 4000", "final 0-2000 'one' speech", "end 1800", "final 2000-4000 ''",
                "final 4000-6000 'two' speech",
            ])
    }

    @Test func utteranceEndIsSentOncePerGap() {
        var script = Script()
        _ = script.receive(Self.started(0, 0), Self.stopped(0, 2_000), Self.final(0, "one", 0...2_000))
        #expect(script.heard(to: 2_799) == [])
        #expect(script.heard(to: 2_800) == ["end 1800"])
        #expect(script.heard(to: 9_000) == [])
        // A gap that is too short.
        _ = script.receive(Self.started(1, 9_000), Self.stopped(1, 10_000), Self.final(1, "two", 9_000...10_000))
        #expect(script.receive(Self.started(2, 10_500)) == ["final 10000-10500 ''", "started 10500"])
        // While somebody speaks there is no gap; without words it goes on.
        #expect(script.heard(to: 12_000) == [])
        #expect(
            script.receive(Self.stopped(2, 12_000), .empty(utterance: 2)) == [
                "final 10500-12000 '' speech", "end 9800",
            ])
    }

    @Test func speechIsAwaitedThatMayHaveBegun() {
        var script = Script(Script.wishes { $0.announceDelay = 4_800 })
        _ = script.receive(Self.started(0, 0), Self.stopped(0, 2_000), Self.final(0, "one", 0...2_000))
        #expect(script.heard(to: 3_099) == [])
        // It had, within the gap.
        #expect(script.receive(Self.started(1, 2_700)) == ["final 2000-2700 ''", "started 2700"])
        _ = script.receive(Self.stopped(1, 4_000), Self.final(1, "two", 2_700...4_000))
        #expect(script.heard(to: 5_100) == ["end 3800"])
    }

    @Test func theEndOfAnUtteranceWhoseTextIsLate() {
        var script = Script()
        _ = script.receive(Self.started(0, 0), Self.stopped(0, 2_000))
        #expect(script.heard(to: 5_000) == [])
        #expect(script.receive(Self.final(0, "one", 0...2_000)) == ["final 0-2000 'one' speech", "end 1800"])
    }

    @Test func finalizeDuringSpeech() {
        var script = Script()
        _ = script.receive(Self.started(0, 0))
        script.channel.finalize(at: 32_000)
        #expect(
            script.receive(Self.stopped(0, 2_000), Self.final(0, "one", 0...2_000), .flushed) == [
                "final 0-2000 'one' finalize"
            ])
        // The stream goes on.
        #expect(script.receive(Self.started(1, 2_000)) == ["started 2000"])
    }

    @Test func finalizeAfterASilenceThatEndedSpeech() {
        var script = Script()
        _ = script.receive(Self.started(0, 0))
        // The end at 2 s is noticed at 2.3 s, and not yet told at 3 s.
        script.channel.finalize(at: 48_000)
        #expect(
            script.receive(Self.stopped(0, 2_000), Self.final(0, "one", 0...2_000), .flushed) == [
                "final 0-2000 'one' speech", "final 2000-3000 '' finalize",
            ])
    }

    @Test func finalizeOfNothing() {
        var script = Script()
        script.channel.finalize(at: 0)
        script.channel.finalize(at: 16_000)
        #expect(script.receive(.flushed, .flushed) == ["final 0-0 '' finalize", "final 0-1000 '' finalize"])
        // Nobody asked for another.
        #expect(script.receive(.flushed) == [])
    }

    @Test func theEndOfTheStreamIsNoEndpoint() {
        var script = Script()
        _ = script.receive(Self.started(0, 0))
        script.channel.close(at: 32_000)
        #expect(script.receive(Self.stopped(0, 2_000), Self.final(0, "one", 0...2_000)) == ["final 0-2000 'one'"])
        #expect(script.heard(to: 2_000) == [])
    }

    @Test func languagesWhereTheyAreDetected() {
        var script = Script(Script.wishes { $0.tellsLanguage = true })
        _ = script.receive(Self.started(0, 0), Self.stopped(0, 1_000))
        guard case .results(let result) = script.channel.receive(Self.final(0, "one", 0...1_000))[0] else {
            Issue.record("no result")
            return
        }
        #expect(result.alternative.languages == ["en"])
        #expect(result.alternative.confidence == 0.5)
    }
}
