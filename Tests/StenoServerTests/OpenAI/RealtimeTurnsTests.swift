// SPDX-License-Identifier: Apache-2.0

import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// Turns, by what the transcription tells and what the client asks for.
struct RealtimeTurnsTests {
    /// Turns with items that count up, and the events' short forms.
    private struct Script {
        var turns: RealtimeTurns

        init(detection: JSONValue = ["type": "server_vad"], model: String = "base", form: RealtimeForm = .current)
            throws
        {
            var configuration = RealtimeConfiguration(modelName: model)
            try configuration.apply(
                ["audio": ["input": ["turn_detection": detection]]],
                model: ServedModel(name: "base", languages: ["en"]))
            let counter = ItemNumbers()
            turns = RealtimeTurns(form: form, configuration: configuration, makeID: { "i\(counter.next())" })
        }

        mutating func receive(_ events: TranscriptEvent...) -> [String] {
            events.flatMap { turns.receive($0) }.map(Self.short)
        }

        mutating func commit(at position: Int) -> [String] {
            turns.commit(event: "mine", at: position).events.map(Self.short)
        }

        static func short(_ event: RealtimeServerEvent) -> String {
            let type = event.type.split(separator: ".").last.map(String.init) ?? ""
            let item = event.fields["item_id"]?.text ?? event.fields["item"]?["id"]?.text
            let rest = ["audio_start_ms", "audio_end_ms"].compactMap { event.fields[$0]?.integer.map { "\($0)" } }
            let texts = ["delta", "transcript"].compactMap { event.fields[$0]?.text.map { "'\($0)'" } }
            let previous = event.fields["previous_item_id"].map { ["<\($0.text ?? "null")"] } ?? []
            let code = event.fields["error"]?["code"]?.text.map { [$0] } ?? []
            return ([type, item].compactMap { $0 } + rest + texts + previous + code).joined(separator: " ")
        }
    }

    private static func partial(_ utterance: Int, stable: String) -> TranscriptEvent {
        .partial(.init(utterance: utterance, text: stable + " …", stable: stable, start: 0, end: 0, language: "en"))
    }

    private static func final(_ utterance: Int, _ text: String) -> TranscriptEvent {
        .final(FinalTranscript(utterance: utterance, text: text, start: 0, end: 0, language: "en"))
    }

    @Test func speechAndSilence() throws {
        var script = try Script()
        let events = script.receive(
            .speechStarted(utterance: 0, at: 1_600), Self.partial(0, stable: "ask"), Self.partial(0, stable: "ask not"),
            .speechStopped(utterance: 0, at: 32_000), Self.final(0, "ask not what."))
        #expect(
            events == [
                "speech_started i1 100", "delta i1 'ask'", "delta i1 ' not'", "speech_stopped i1 2000",
                "committed i1 <null", "added i1 <null", "done i1 <null", "delta i1 ' what.'",
                "completed i1 'ask not what.'",
            ])
        let next = script.receive(
            .speechStarted(utterance: 1, at: 40_000), .speechStopped(utterance: 1, at: 48_000), Self.final(1, "Yes."))
        #expect(next[0] == "speech_started i2 2500" && next[2] == "committed i2 <i1")
    }

    @Test func longSpeechIsOneTurn() throws {
        var script = try Script()
        let events = script.receive(
            .speechStarted(utterance: 0, at: 0), Self.final(0, "one"), .empty(utterance: 1),
            Self.partial(2, stable: "two"),
            .speechStopped(utterance: 2, at: 900_000), Self.final(2, "two three"))
        #expect(
            events == [
                "speech_started i1 0", "delta i1 'one'", "delta i1 ' two'", "speech_stopped i1 56250",
                "committed i1 <null", "added i1 <null", "done i1 <null", "delta i1 ' three'",
                "completed i1 'one two three'",
            ])
    }

    @Test func aTurnWithoutWordsIsCompleted() throws {
        var script = try Script()
        let events = script.receive(
            .speechStarted(utterance: 0, at: 0), .speechStopped(utterance: 0, at: 16_000), .empty(utterance: 0))
        #expect(events.last == "completed i1 ''")
    }

    @Test func theNextTurnMayBeginBeforeTheTextOfTheOneBefore() throws {
        var script = try Script()
        let events = script.receive(
            .speechStarted(utterance: 0, at: 0), .speechStopped(utterance: 0, at: 16_000),
            .speechStarted(utterance: 1, at: 20_000), Self.final(0, "first"), Self.partial(1, stable: "sec"),
            .speechStopped(utterance: 1, at: 36_000), Self.final(1, "second"))
        #expect(
            events.filter { $0.hasPrefix("delta") || $0.hasPrefix("completed") }
                == [
                    "delta i1 'first'", "completed i1 'first'", "delta i2 'sec'", "delta i2 'ond'",
                    "completed i2 'second'",
                ])
    }

    @Test func theBetaHasOneEventForAnItem() throws {
        var script = try Script(form: .beta)
        let events = script.receive(.speechStarted(utterance: 0, at: 0), .speechStopped(utterance: 0, at: 16_000))
        #expect(events.suffix(2) == ["committed i1 <null", "created i1 <null"])
    }

    @Test func aCommitDuringSpeech() throws {
        var script = try Script()
        _ = script.receive(.speechStarted(utterance: 0, at: 1_600), Self.partial(0, stable: "ask"))
        #expect(script.commit(at: 32_000) == [])
        let events = script.receive(.speechStopped(utterance: 0, at: 32_000), Self.final(0, "ask not"), .flushed)
        #expect(
            events == [
                "committed i1 <null", "added i1 <null", "done i1 <null", "delta i1 ' not'", "completed i1 'ask not'",
            ])
    }

    @Test func aCommitInSilence() throws {
        var script = try Script()
        #expect(script.commit(at: 1_599) == [])
        #expect(script.receive(.flushed) == ["error input_audio_buffer_commit_empty"])
        #expect(script.commit(at: 1_600) == [])
        #expect(
            script.receive(.flushed) == ["committed i1 <null", "added i1 <null", "done i1 <null", "completed i1 ''"])
        // The server has committed up to here itself.
        _ = script.receive(
            .speechStarted(utterance: 0, at: 1_600), .speechStopped(utterance: 0, at: 32_000), .empty(utterance: 0))
        _ = script.commit(at: 33_000)
        #expect(script.receive(.flushed) == ["error input_audio_buffer_commit_empty"])
    }

    @Test func turnsOfTheClient() throws {
        var script = try Script(detection: nil)
        let silent = script.receive(
            .speechStarted(utterance: 0, at: 0), Self.partial(0, stable: "ask"),
            .speechStopped(utterance: 0, at: 16_000),
            Self.final(0, "ask not"), .speechStarted(utterance: 1, at: 20_000), Self.partial(1, stable: "what"))
        #expect(silent == [])
        #expect(
            script.commit(at: 32_000) == [
                "committed i1 <null", "added i1 <null", "done i1 <null", "delta i1 'ask not what'",
            ])
        #expect(
            script.receive(.speechStopped(utterance: 1, at: 32_000), Self.final(1, "what your"), .flushed)
                == ["delta i1 ' your'", "completed i1 'ask not what your'"])
        #expect(script.commit(at: 32_100) == ["error input_audio_buffer_commit_empty"])
        #expect(script.commit(at: 64_000).first == "committed i2 <i1")
        #expect(script.receive(.flushed) == ["completed i2 ''"])
    }

    @Test func aModelThatTellsBeforeTheCommit() throws {
        var script = try Script(detection: nil, model: "gpt-realtime-whisper")
        #expect(script.receive(Self.partial(0, stable: "ask")) == ["delta i1 'ask'"])
        #expect(script.commit(at: 32_000) == ["committed i1 <null", "added i1 <null", "done i1 <null"])
    }

    @Test(arguments: [["type": "server_vad"], nil] as [JSONValue])
    func clearedAudioGivesNoText(detection: JSONValue) throws {
        var script = try Script(detection: detection)
        _ = script.receive(.speechStarted(utterance: 0, at: 0), Self.partial(0, stable: "not this"))
        #expect(script.turns.clear(at: 32_000).map(Script.short) == ["cleared"])
        #expect(
            script.receive(.speechStopped(utterance: 0, at: 32_000), Self.final(0, "not this one"), .flushed) == [])
        _ = script.commit(at: 32_000)
        let answer = script.receive(.flushed)
        #expect((answer.isEmpty ? script.commit(at: 32_000) : answer) == ["error input_audio_buffer_commit_empty"])
        let next = script.receive(.speechStarted(utterance: 1, at: 40_000), Self.final(1, "this"))
        #expect(next == (detection == nil ? [] : ["speech_started i2 2500", "delta i2 'this'"]))
        #expect(
            script.commit(at: 64_000)
                == (detection == nil
                    ? ["committed i2 <null", "added i2 <null", "done i2 <null", "delta i2 'this'"] : []))
    }

    @Test func aTurnThatWasCommittedBeforeTheRestIsCleared() throws {
        var script = try Script()
        _ = script.receive(.speechStarted(utterance: 0, at: 0), .speechStopped(utterance: 0, at: 16_000))
        _ = script.turns.clear(at: 32_000)
        #expect(script.receive(Self.final(0, "kept"), .flushed) == ["delta i1 'kept'", "completed i1 'kept'"])
    }

    @Test func anotherTranscriptionGoesOnWithTheClock() throws {
        var script = try Script()
        _ = script.receive(.speechStarted(utterance: 0, at: 0), .speechStopped(utterance: 0, at: 16_000))
        #expect(script.turns.end().map(Script.short) == ["completed i1 ''"])
        script.turns.restart(at: 160_000, configuration: RealtimeConfiguration(modelName: "base"))
        #expect(script.receive(.speechStarted(utterance: 0, at: 1_600)) == ["speech_started i2 10100"])
    }

    @Test func aFailure() throws {
        var script = try Script()
        _ = script.receive(
            .speechStarted(utterance: 0, at: 0), .speechStopped(utterance: 0, at: 16_000),
            .speechStarted(utterance: 1, at: 17_000))
        #expect(
            script.turns.fail(OpenAIError(SessionFault(.transcriptionFailed, "The model is gone"))).map(
                Script.short)
                == ["failed i1 transcription_failed", "failed i2 transcription_failed"])
        #expect(script.turns.end() == [])
    }
}
