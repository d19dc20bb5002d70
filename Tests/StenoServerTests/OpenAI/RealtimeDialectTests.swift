// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import NIOCore
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// OpenAI's Realtime interface, without sockets.
struct RealtimeDialectTests {
    private static func dialect() -> RealtimeDialect {
        RealtimeDialect(
            id: "sess_1", form: .current, configuration: RealtimeConfiguration(modelName: "base"),
            model: ServedModel(name: "base", languages: ["en", "de"]), expires: 0, makeID: { "item" })
    }

    private static func audio(_ bytes: Int) -> Result<RealtimeClientEvent, RealtimeClientEvent.Fault> {
        .success(.append(ByteBuffer(repeating: 0, count: bytes)))
    }

    private static func update(_ input: JSONValue) -> Result<RealtimeClientEvent, RealtimeClientEvent.Fault> {
        .success(.update(["audio": ["input": input]], id: "mine"))
    }

    /// The messages among actions.
    private static func messages(_ actions: [SocketAction]) -> [JSONValue] {
        actions.compactMap { if case .emit(let message) = $0 { message } else { nil } }
    }

    private static func types(_ actions: [SocketAction]) -> [String?] { messages(actions).map { $0["type"]?.text } }

    @Test func beginsWithItsSession() {
        var dialect = Self.dialect()
        let actions = dialect.connected()
        #expect(Self.types(actions) == ["session.created"])
        #expect(Self.messages(actions).first?["event_id"] == "event_1_1")
        guard case .start(let format, _)? = actions.last else {
            Issue.record("nothing starts")
            return
        }
        #expect(format == AudioFormat(.s16, sampleRate: 24_000))
    }

    @Test func whatIsCommittedWaitsForTheAudioBefore() {
        var dialect = Self.dialect()
        _ = dialect.receive(Self.update(["turn_detection": nil]))
        _ = dialect.reached()
        _ = dialect.receive(Self.audio(4_800))
        #expect(dialect.receive(.success(.commit(id: nil))) == [.checkpoint])
        _ = dialect.receive(Self.audio(48_000))
        let actions = dialect.reached()
        #expect(Self.types(actions).first == "input_audio_buffer.committed" && actions.last == .flush(channel: nil))
        // A tenth of a second was committed, whatever came since.
        #expect(Self.messages(dialect.receive(.flushed, channel: 0)).first?["usage"]?["seconds"] == 0.1)
    }

    @Test func otherKeywordsNeedNoOtherTranscription() throws {
        var dialect = Self.dialect()
        let keywords: JSONValue = ["transcription": ["keywords": ["Steno"]]]
        let words = try HotWords([HotWord("Steno")])
        #expect(dialect.receive(Self.update(keywords)) == [.expect(words), .checkpoint])
        #expect(
            Self.messages(dialect.reached()).first?["session"]?["audio"]?["input"]?["transcription"]?["keywords"] == [
                "Steno"
            ])
        // With another language it begins anew, with them.
        guard
            case .restart(_, let configuration?)? = dialect.receive(Self.update(["transcription": ["language": "de"]]))
                .first
        else { return #expect(Bool(false), "nothing begins anew") }
        #expect(configuration.hotWords == words && configuration.language == "de")
        #expect(
            dialect.receive(Self.update(["transcription": nil])).contains {
                if case .restart = $0 { true } else { false }
            })
    }

    @Test(arguments: [String(repeating: "a", count: 201), "a\tb", "\u{200D}\u{200D}"])
    func keywordsThatCannotBeExpected(keyword: String) {
        var dialect = Self.dialect()
        #expect(dialect.receive(Self.update(["transcription": ["keywords": [.text(keyword)]]])) == [.checkpoint])
        let error = Self.messages(dialect.reached()).first?["error"]
        #expect(error?["param"] == "session.audio.input.transcription.keywords" && error?["code"] == "invalid_value")
    }

    @Test func tooLittleToCommitFlushesNothing() {
        var dialect = Self.dialect()
        _ = dialect.receive(Self.update(["turn_detection": nil]))
        _ = dialect.reached()
        _ = dialect.receive(Self.audio(4_798))
        _ = dialect.receive(.success(.commit(id: "mine")))
        let actions = dialect.reached()
        #expect(Self.types(actions) == ["error"] && actions.count == 1)
        #expect(Self.messages(actions).first?["error"]?["event_id"] == "mine")
    }

    @Test func anotherFormatGoesOnWithTheTranscription() {
        var dialect = Self.dialect()
        _ = dialect.receive(Self.audio(48_000))
        let actions = dialect.receive(Self.update(["format": ["type": "audio/pcmu"]]))
        #expect(actions == [.restart(AudioFormat(.mulaw, sampleRate: 8_000), nil), .checkpoint])
        #expect(Self.types(dialect.reached()) == ["session.updated"])
        // A second of the one and a second of the other.
        _ = dialect.receive(Self.audio(8_000))
        _ = dialect.receive(.success(.commit(id: nil)))
        _ = dialect.reached()
        #expect(Self.messages(dialect.receive(.flushed, channel: 0)).last?["usage"]?["seconds"] == .number(2))
    }

    @Test func otherSettingsNeedAnotherTranscription() {
        var dialect = Self.dialect()
        let german = Self.update(["transcription": ["language": "de"]])
        guard case .restart(_, let configuration?)? = dialect.receive(german).first else {
            Issue.record("nothing starts again")
            return
        }
        #expect(configuration.language == "de")
        // The same again.
        #expect(dialect.receive(german) == [.checkpoint])
    }

    @Test func mistakesAreAnsweredInOrder() {
        var dialect = Self.dialect()
        let unknown = Self.update(["transcription": ["language": "xx"]])
        #expect(dialect.receive(unknown) == [.checkpoint])
        #expect(Self.types(dialect.reached()) == ["error"])
        let fault = RealtimeClientEvent.Fault(error: OpenAIError("no event", code: "invalid_event"))
        #expect(Self.types(dialect.receive(.failure(fault))) == ["error"])
    }

    @Test func itsFailureFailsTheTurnsFirst() {
        var dialect = Self.dialect()
        _ = dialect.receive(.speechStarted(utterance: 0, at: 0), channel: 0)
        let fault = RealtimeDialect.fault(SessionError(.shutDown, "The model is gone"))
        let actions = dialect.ended(fault)
        #expect(
            Self.types(actions) == ["conversation.item.input_audio_transcription.failed", "error"])
        #expect(actions.last == .close(WebSocketClose(.internalError, reason: fault.message)))
    }
}
