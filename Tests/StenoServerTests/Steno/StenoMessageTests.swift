// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// The wire form of the Steno protocol's messages.
struct StenoMessageTests {
    @Test func readsTheClientsCommands() throws {
        for text in [#"{"type":"stop"}"#, #"{"type":"end"}"#, #"{"type":"eof"}"#, "END_OF_AUDIO"] {
            guard case .stop = try StenoClientMessage(text) else {
                Issue.record("\(text) is not read as stop")
                continue
            }
        }
        guard case .flush = try StenoClientMessage(#" {"extra":[1], "type":"flush"} "#) else {
            Issue.record("flush is not read")
            return
        }
        guard case .ping = try StenoClientMessage(#"{"type":"ping"}"#) else {
            Issue.record("ping is not read")
            return
        }
        guard case .ignored = try StenoClientMessage(#"{"type":"dance"}"#) else {
            Issue.record("an unknown type is not ignored")
            return
        }
    }

    @Test func readsAConfigOfAnyValues() throws {
        guard
            case .config(let parameters) = try StenoClientMessage(
                #"{"type":"config","sample_rate":48000,"format":"s16","words":true,"language":null,"vad_threshold":"0.4"}"#
            )
        else {
            Issue.record("config is not read")
            return
        }
        var configuration = StenoConfiguration()
        try configuration.apply(parameters, model: StenoConfigurationTests.model)
        #expect(configuration.format.sampleRate == 48_000)
        #expect(configuration.encoding == .s16)
        #expect(configuration.words)
        #expect(configuration.language == .any)
        #expect(configuration.threshold == 0.4)
        #expect(configuration.warnings.isEmpty)
    }

    @Test(arguments: ["hello", "", "{", "{\"type\":}", "stop"])
    func textThatIsNotJSONIsRejected(text: String) {
        let error = #expect(throws: SessionFault.self) { try StenoClientMessage(text) }
        #expect(error?.code == .invalidJSON && error?.closeCode == .invalidPayload)
    }

    @Test(arguments: ["[0.1, 0.2]", "\"UklGRg==\"", "7", "null", "{}", #"{"type":1}"#, #"{"audio":"UklGRg=="}"#])
    func jsonThatIsNotAMessageIsRejected(text: String) {
        let error = #expect(throws: SessionFault.self) { try StenoClientMessage(text) }
        #expect(error?.code == .invalidMessage && error?.closeCode == .unsupportedData)
    }

    @Test func writesEvents() throws {
        func json(_ event: TranscriptEvent, _ full: String = "") throws -> String {
            try StenoServerMessage.event(event, number: 7, fullTranscript: full).json()
        }
        #expect(
            try json(.speechStarted(utterance: 2, at: 16_001))
                == #"{"seq":7,"start":1,"type":"speech_started","utterance":2}"#)
        #expect(
            try json(.speechStopped(utterance: 2, at: 24_008))
                == #"{"end":1.501,"seq":7,"type":"speech_stopped","utterance":2}"#)
        #expect(
            try json(
                .partial(.init(utterance: 0, text: "say \"ä/b\"", stable: "say", start: 0, end: 8_000, language: "de")))
                == #"{"end":0.5,"language":"de","seq":7,"stable":"say","start":0,"text":"say \"ä/b\"","type":"partial","utterance":0}"#
        )
        let word = TranscriptWord(text: "one", start: 1_600, end: 3_200, probability: 0.98765)
        let final = FinalTranscript(utterance: 1, text: "one", words: [word], start: 0, end: 4_000, language: "en")
        #expect(
            try json(.final(final), "zero one")
                == #"{"end":0.25,"full_transcript":"zero one","language":"en","seq":7,"start":0,"text":"one","type":"final","#
                + #""utterance":1,"words":[{"end":0.2,"probability":0.988,"start":0.1,"word":"one"}]}"#)
        #expect(try json(.flushed) == #"{"seq":7,"type":"flushed"}"#)
    }

    @Test func writesReadyPongAndErrors() throws {
        var configuration = StenoConfiguration()
        configuration.warnings = ["careful"]
        let ready = try JSONValue(parsing: StenoServerMessage.ready(session: "s1", model: "base", configuration).json())
        #expect(ready["type"] == "ready" && ready["session"] == "s1")
        #expect(ready["warnings"] == .list(["careful"]))
        #expect(ready["config"]?["sample_rate"] == 16_000)
        #expect(ready["config"]?["encoding"] == "f32")
        #expect(ready["config"]?["language"] == "auto")
        #expect(ready["config"]?["model"] == "base")
        #expect(ready["config"]?["partial_interval_ms"] == 500)
        #expect(ready["resume_token"] == nil)
        let resumption = StenoServerMessage.Resumable(token: "secret", timeout: .milliseconds(1_500))
        let resumable = try JSONValue(
            parsing: StenoServerMessage.ready(session: "s1", model: "base", configuration, resumption: resumption)
                .json())
        #expect(resumable["resume_token"] == "secret" && resumable["resume_timeout_s"] == 1.5)
        let resumed = try JSONValue(
            parsing: StenoServerMessage.resumed(session: "s1", model: "base", configuration, sample: 7).json())
        #expect(resumed["type"] == "resumed" && resumed["sample"] == 7 && resumed["session"] == "s1")
        #expect(resumed["config"] == ready["config"])
        #expect(try StenoServerMessage.ack(received: 80_000).json() == #"{"received":80000,"type":"ack"}"#)
        #expect(try StenoServerMessage.pong.json() == #"{"type":"pong"}"#)
        #expect(
            try StenoServerMessage.error(.init(.slowClient, "Read.")).json()
                == #"{"code":"slow_client","message":"Read.","type":"error"}"#)
    }
}
