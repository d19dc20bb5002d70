// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import NIOCore
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// Vosk's replies, without sockets.
struct VoskDialectTests {
    private static let audio = ByteBuffer(bytes: [1, 2])
    private static let end = #"{"eof" : 1}"#

    private static func dialect(_ config: String? = nil) -> VoskDialect {
        var dialect = VoskDialect()
        if let config { #expect(dialect.receive(.text(#"{"config": \#(config)}"#)).isEmpty) }
        return dialect
    }

    private static func partial(_ text: String, utterance: Int = 0) -> TranscriptEvent {
        .partial(.init(utterance: utterance, text: text, stable: "", start: 0, end: 16_000, language: "en"))
    }

    private static func final(_ text: String, utterance: Int = 0, words: [TranscriptWord] = []) -> TranscriptEvent {
        .final(
            FinalTranscript(utterance: utterance, text: text, words: words, start: 0, end: 16_000, language: "en"))
    }

    /// What a message of audio is replied.
    private static func reply(_ dialect: inout VoskDialect) -> JSONValue? {
        let actions = dialect.receive(.binary(audio)).filter { if case .start = $0 { false } else { true } }
        guard actions.count == 2, actions[0] == .audio(audio), case .emit(let reply) = actions[1] else { return nil }
        return reply
    }

    @Test func oneReplyToEachMessageOfAudio() {
        var dialect = Self.dialect()
        #expect(Self.reply(&dialect) == ["partial": ""])
        #expect(dialect.receive(Self.partial("And so")).isEmpty && dialect.receive(Self.partial("And so, my")).isEmpty)
        #expect(Self.reply(&dialect) == ["partial": "and so my"])
        _ = dialect.receive(Self.final("And so, my fellow."))
        _ = dialect.receive(Self.final("Americans.", utterance: 1))
        _ = dialect.receive(Self.partial("Ask", utterance: 2))
        #expect(Self.reply(&dialect) == ["text": "and so my fellow"])
        #expect(Self.reply(&dialect) == ["text": "americans"])
        #expect(Self.reply(&dialect) == ["partial": "ask"])
        _ = dialect.receive(.empty(utterance: 2))
        #expect(Self.reply(&dialect) == ["partial": ""])
    }

    @Test(arguments: [(nil, 8_000), ("16000", 16_000), ("16000.0", 16_000), ("44100", 44_100)] as [(String?, Int)])
    func theRate(rate: String?, samples: Int) {
        var dialect = Self.dialect(rate.map { #"{"sample_rate": \#($0)}"# })
        guard case .start(let format, let configuration) = dialect.receive(.binary(Self.audio)).first else {
            Issue.record("nothing begins")
            return
        }
        #expect(format == AudioFormat(.s16, sampleRate: samples) && configuration.wordTimes)
        // Settings that come too late have no reply either.
        #expect(dialect.receive(.text(#"{"config": {"sample_rate": 8000}}"#)).isEmpty)
    }

    @Test func aRateThatCannotBe() {
        var dialect = Self.dialect()
        let actions = dialect.receive(.text(#"{"config": {"sample_rate": -3}}"#))
        guard case .close(let close?) = actions.first, actions.count == 1 else {
            Issue.record("\(actions)")
            return
        }
        #expect(close.code == .policyViolation && close.reason.contains("sample_rate is -3"))
    }

    @Test func phrasesAreWhatToExpect() throws {
        var dialect = Self.dialect(#"{"phrase_list": ["zero one", "two", "[unk]"], "words": 0}"#)
        guard case .start(_, let configuration) = dialect.receive(.binary(Self.audio)).first else {
            Issue.record("nothing begins")
            return
        }
        let words = try HotWords([HotWord("zero one"), HotWord("two")])
        #expect(configuration.hotWords == words && !configuration.wordTimes)
        // Amid the audio too, unlike other settings.
        let other = try HotWords([HotWord("three")])
        #expect(dialect.receive(.text(#"{"config": {"phrase_list": ["three"]}}"#)) == [.expect(other)])
        #expect(dialect.receive(.text(#"{"config": {"phrase_list": []}}"#)) == [.expect(nil)])
        let tooLong = String(repeating: "a", count: 201)
        let wrong = #"{"config": {"phrase_list": ["\#(tooLong)"]}}"#
        #expect(dialect.receive(.text(wrong)).isEmpty, "a mistake amid the audio costs no words")
        var fresh = Self.dialect()
        guard case .close(let close?) = fresh.receive(.text(wrong)).first else {
            return #expect(Bool(false), "not closed")
        }
        #expect(close.reason.contains("too long"))
    }

    @Test func theEndHasAllThatWasNotTold() {
        var dialect = Self.dialect()
        _ = Self.reply(&dialect)
        #expect(dialect.receive(.text(Self.end)) == [.finish])
        _ = dialect.receive(Self.final("One."))
        _ = dialect.receive(Self.final("Two.", utterance: 1))
        // Who has said that it is the end has no more to say.
        #expect(dialect.receive(.binary(Self.audio)).isEmpty)
        #expect(dialect.ended(nil) == [.emit(["text": "one two"]), .close(nil)])
    }

    @Test(arguments: [#"{"eof" : 1}"#, #"{"eof":1}"#]) func theEndOfNothing(message: String) {
        var dialect = Self.dialect()
        #expect(dialect.receive(.text(message)) == [.emit(["text": ""]), .close(nil)])
    }

    @Test func obeysCommandsInBinaryMessages() {
        var dialect = Self.dialect()
        #expect(dialect.receive(.binary(ByteBuffer(string: #"{"config": {"sample_rate": 16000}}"#))).isEmpty)
        guard case .start(let format, _) = dialect.receive(.binary(Self.audio)).first else {
            Issue.record("nothing begins")
            return
        }
        #expect(format.sampleRate == 16_000)
        #expect(dialect.receive(.binary(ByteBuffer(string: #"{"reset" : 1}"#))) == [.flush(channel: nil)])
        #expect(dialect.receive(.binary(ByteBuffer(string: Self.end))) == [.finish])
        // Audio that begins like a command is audio.
        var other = Self.dialect()
        #expect(other.receive(.binary(ByteBuffer(string: "{ no command }"))).contains(.emit(["partial": ""])))
    }

    @Test func aResetHasAResultAndGoesOn() {
        var dialect = Self.dialect()
        let reset = #"{"reset" : 1}"#
        #expect(dialect.receive(.text(reset)) == [.emit(["text": ""])])
        _ = Self.reply(&dialect)
        #expect(dialect.receive(.text(reset)) == [.flush(channel: nil)])
        #expect(dialect.receive(Self.final("One.")).isEmpty)
        #expect(dialect.receive(.flushed) == [.emit(["text": "one"])])
        #expect(Self.reply(&dialect) == ["partial": ""])
    }

    @Test func wordsAndAlternatives() {
        let words = [
            TranscriptWord(text: "One,", start: 1_600, end: 3_200, probability: 0.5),
            TranscriptWord(text: "two.", start: 3_200, end: 8_000, probability: 1),
        ]
        let list: JSONValue = [
            ["conf": 0.5, "start": 0.1, "end": 0.2, "word": "one"],
            ["conf": 1.0, "start": 0.2, "end": 0.5, "word": "two"],
        ]
        for (config, expected) in [
            ("{}", ["text": "one two", "result": list]),
            (#"{"words": false}"#, ["text": "one two"]),
            (
                #"{"max_alternatives": 3}"#,
                ["alternatives": [["text": "one two", "result": list, "confidence": 0.75]]]
            ),
        ] as [(String, JSONValue)] {
            var dialect = Self.dialect(config)
            _ = Self.reply(&dialect)
            _ = dialect.receive(Self.final("One, two.", words: words))
            #expect(Self.reply(&dialect) == expected)
        }
    }

    @Test(arguments: ["no JSON", "[]", #"{"colour": 1}"#, ""]) func rejectsInvalidMessages(text: String) {
        var dialect = Self.dialect()
        guard case .close(let close?)? = dialect.receive(.text(text)).first else {
            Issue.record("it goes on")
            return
        }
        #expect(close.code == .unsupportedData && close.reason.contains("eof"))
    }

    @Test func errorComesAfterFinals() {
        var dialect = Self.dialect()
        _ = Self.reply(&dialect)
        let error = SessionFault(.sessionExpired, "It is over.")
        let close = SocketAction.close(WebSocketClose(.policyViolation, reason: "It is over."))
        var silent = dialect
        #expect(silent.ended(error) == [close])
        _ = dialect.receive(Self.final("One."))
        #expect(dialect.ended(error) == [.emit(["text": "one"]), close])
    }
}
