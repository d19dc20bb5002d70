// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import NIOCore
import Testing
import Transcription
import VoiceActivity

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// WhisperLive's messages, without sockets.
struct WhisperLiveDialectTests {
    private typealias Action = SocketAction

    private static let model = ServedModel(name: "base", languages: ["en", "de"])

    private static func dialect(_ fields: String = "") -> (
        dialect: WhisperLiveDialect, actions: [SocketAction]
    ) {
        var dialect = WhisperLiveDialect(model: Self.model)
        let actions = dialect.receive(.text(#"{"uid": "me"\#(fields)}"#))
        return (dialect, actions)
    }

    private static func begun(_ fields: String) -> (format: AudioFormat, configuration: SessionConfiguration)? {
        guard case .start(let format, let configuration)? = Self.dialect(fields).actions.first else { return nil }
        return (format, configuration)
    }

    private static func partial(_ text: String, _ start: Int, _ end: Int) -> TranscriptEvent {
        .partial(.init(utterance: 0, text: text, stable: "", start: start, end: end, language: "en"))
    }

    private static func final(_ text: String, _ start: Int, _ end: Int, words: [TranscriptWord] = []) -> TranscriptEvent
    {
        .final(FinalTranscript(utterance: 0, text: text, words: words, start: start, end: end, language: "en"))
    }

    private static func segment(_ text: String, _ start: String, _ end: String, _ isCompleted: Bool) -> JSONValue {
        ["text": .text(text), "start": .text(start), "end": .text(end), "completed": .flag(isCompleted)]
    }

    @Test func theFirstMessageBegins() throws {
        let (format, configuration) = try #require(
            Self.begun(
                #", "language": "en", "task": "transcribe", "model": "small", "use_vad": true, "initial_prompt": "Ask.", "hotwords": "Kennedy", "word_timestamps": true, "vad_parameters": {"threshold": 0.3}, "known_speakers": []"#
            ))
        #expect(format == AudioFormat(.f32) && format.sampleRate == 16_000)
        #expect(configuration.language == "en" && configuration.prompt == "Ask." && configuration.wordTimes)
        #expect(configuration.hotWords == (try HotWords([HotWord("Kennedy")])))
        #expect(configuration.endpointer.threshold == 0.3)
    }

    @Test(arguments: [
        ("Kennedy  Khrushchev", ["Kennedy", "Khrushchev"]),
        ("Cape Canaveral, Saturn V:2", ["Cape Canaveral", "Saturn V"]),
    ]) func wordsToExpect(text: String, phrases: [String]) throws {
        var dialect = Self.dialect("").dialect
        guard case .expect(let words?)? = dialect.receive(.text(#"{"hotwords": "\#(text)"}"#)).first else {
            return #expect(Bool(false), "nothing is expected")
        }
        #expect(words.phrases.map(\.text) == phrases)
        #expect(dialect.receive(.text(#"{"hotwords": ""}"#)) == [.expect(nil)])
        #expect(
            dialect.receive(.text(#"{"hotwords": "a:1e9,"}"#)).contains { if case .emit = $0 { true } else { false } })
    }

    @Test(arguments: [("float32", .f32), ("int16", .s16), ("uint8", .u8)] as [(String, AudioEncodingName)])
    func formats(name: String, encoding: AudioEncodingName) {
        #expect(Self.begun(#", "audio_format": "\#(name)""#)?.format.encoding.rawValue == encoding.rawValue)
    }

    enum AudioEncodingName: String { case f32, s16, u8 }

    @Test func readyMessageNamesClient() {
        var (dialect, actions) = Self.dialect(#", "enable_diarization": true"#)
        #expect(actions.count == 1)
        let told = dialect.started()
        #expect(told.first == .emit(["uid": "me", "message": "SERVER_READY", "backend": "faster_whisper"]))
        #expect(told.last == .emit(["uid": "me", "status": "WARNING", "message": "Speakers are not told apart here."]))
    }

    @Test func segmentsAreRepeated() {
        var dialect = Self.dialect(#", "language": "en", "send_last_n_segments": 2"#).dialect
        func segments(_ event: TranscriptEvent) -> JSONValue? {
            guard case .emit(let message)? = dialect.receive(event).first, message["uid"] == "me" else { return nil }
            return message["segments"]
        }
        #expect(segments(.speechStarted(utterance: 0, at: 0)) == nil)
        #expect(segments(.empty(utterance: 0)) == nil)
        #expect(segments(Self.partial("One", 160, 16_000)) == [Self.segment(" One", "0.010", "1.000", false)])
        let one = Self.segment(" One.", "0.010", "1.235", true)
        #expect(segments(Self.final("One.", 160, 19_760)) == [one])
        let two = Self.segment(" Two.", "1.235", "2.000", true)
        #expect(segments(Self.partial("Tw", 19_760, 24_000)) == [one, Self.segment(" Tw", "1.235", "1.500", false)])
        #expect(segments(Self.final("Two.", 19_760, 32_000)) == [one, two])
        let three = Self.segment(" Three.", "2.000", "3600.000", true)
        #expect(segments(Self.final("Three.", 32_000, 57_600_000)) == [two, three])
        #expect(segments(.empty(utterance: 3)) == [two, three])
    }

    @Test func wordsOfCompletedSegments() {
        var dialect = Self.dialect(#", "language": "en", "word_timestamps": true"#).dialect
        let words = [TranscriptWord(text: "One.", start: 1_600, end: 3_200, probability: 0.5)]
        guard case .emit(let message)? = dialect.receive(Self.final("One.", 0, 16_000, words: words)).first else {
            Issue.record("nothing is told")
            return
        }
        #expect(
            message["segments"]?.list?.first?["words"] == [
                ["word": " One.", "start": 0.1, "end": 0.2, "probability": 0.5]
            ])
    }

    @Test func languageIsReportedOnce() {
        var dialect = Self.dialect().dialect
        #expect(dialect.receive(Self.partial("One", 0, 16_000)).first == .emit(["uid": "me", "language": "en"]))
        #expect(dialect.receive(Self.partial("One", 0, 16_000)).count == 1)
    }

    @Test(arguments: [WebSocketMessage.text("END_OF_AUDIO"), .binary(ByteBuffer(string: "END_OF_AUDIO"))])
    func theEnd(message: WebSocketMessage) {
        var dialect = Self.dialect().dialect
        let audio = ByteBuffer(string: "END_OF_AUDI_")
        #expect(dialect.receive(.binary(audio)) == [.audio(audio)])
        #expect(dialect.receive(message) == [.finish])
        #expect(dialect.receive(.binary(audio)).isEmpty)
        #expect(dialect.ended(nil) == [.close(nil)])
    }

    @Test(arguments: [
        WebSocketMessage.binary(ByteBuffer(bytes: [0, 0, 0, 0])), .text("no JSON"), .text("{}"),
        .text(#"{"uid": null}"#),
        .text(#"{"uid": ""}"#), .text("{\"uid\": \"\(String(repeating: "x", count: 1_001))\"}"),
        .text("[]"),
    ])
    func whoDoesNotSayWhoItIs(message: WebSocketMessage) {
        var dialect = WhisperLiveDialect(model: Self.model)
        guard case .close(let close?)? = dialect.receive(message).first else {
            Issue.record("it goes on")
            return
        }
        #expect(close.code == .unsupportedData && close.reason.contains("uid"))
        #expect(dialect.receive(.text(#"{"uid": "late"}"#)).isEmpty)
    }

    @Test(arguments: [
        (#", "language": "xx""#, "language"), (#", "task": "dance""#, "task"), (#", "audio_format": "int24""#, "int16"),
    ])
    func whatCannotBe(fields: String, shown: String) {
        let actions = Self.dialect(fields).actions
        guard actions.count == 2, case .emit(let message) = actions[0], case .close(let close?) = actions[1] else {
            Issue.record("\(actions)")
            return
        }
        #expect(message["uid"] == "me" && message["status"] == "ERROR")
        #expect(message["message"]?.text?.contains(shown) == true)
        #expect(close.code == .policyViolation)
    }

    @Test func aFullServer() {
        var dialect = Self.dialect().dialect
        let refusal = Rejection(.serverFull, "Full.", retryAfter: .seconds(30))
        #expect(dialect.rejected(refusal) == [.emit(["uid": "me", "status": "WAIT", "message": 0.5]), .close(nil)])
    }

    @Test func howItEnds() {
        for code in [SessionFault.Code.sessionExpired, .idleTimeout] {
            var dialect = Self.dialect().dialect
            #expect(
                dialect.ended(SessionFault(code, "Over.")) == [
                    .emit(["uid": "me", "message": "DISCONNECT"]), .close(nil),
                ])
        }
        var dialect = Self.dialect().dialect
        #expect(
            dialect.ended(SessionFault(.transcriptionFailed, "Lost.")) == [
                .emit(["uid": "me", "status": "ERROR", "message": "Lost."]),
                .close(WebSocketClose(.internalError, reason: "Lost.")),
            ])
        var unknown = WhisperLiveDialect(model: Self.model)
        #expect(unknown.ended(SessionFault(.idleTimeout, "Over.")) == [.close(nil)])
    }

    /// The remedy of the check for floats names a parameter of another dialect; every other reason is passed on.
    @Test func namesWhatIsWrongWithTheAudio() {
        var floats = Self.dialect().dialect
        let faults = floats.ended(
            SessionFault(.wrongEncoding, "Not float. Connect with ?encoding=s16 to send integers."))
        guard case .emit(let message)? = faults.first else {
            Issue.record("no message")
            return
        }
        #expect(message["message"]?.text?.contains("audio_format") == true)
        var other = Self.dialect().dialect
        let reason = "The audio is webm, not raw samples. Send raw samples."
        guard case .emit(let message)? = other.ended(SessionFault(.wrongEncoding, reason)).first else {
            Issue.record("no message")
            return
        }
        #expect(message["message"] == .text(reason) && message["status"] == "ERROR")
    }
}
