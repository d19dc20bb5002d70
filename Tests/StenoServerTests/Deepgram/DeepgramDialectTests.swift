// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import NIOCore
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// Deepgram's live interface, without sockets.
struct DeepgramDialectTests {
    private static let audio = ByteBuffer(bytes: [1, 2])

    private static func dialect(_ query: String = "encoding=linear16&sample_rate=16000") throws -> DeepgramDialect {
        let model = ServedModel(name: "base", languages: ["en"])
        return DeepgramDialect(
            id: "request", options: try DeepgramOptions(query: HTTPQuery.parse(query), model: model),
            model: DeepgramModel(model), created: "now")
    }

    /// The types of the messages among actions.
    private static func types(_ actions: [SocketAction]) -> [String?] {
        actions.compactMap { if case .emit(let message) = $0 { message["type"]?.text } else { nil } }
    }

    @Test func startsBeforeThereIsAudio() throws {
        var dialect = try Self.dialect("encoding=linear32&sample_rate=8000&channels=2&multichannel=true")
        guard case .start(let format, let configuration) = dialect.connected().first else {
            Issue.record("nothing starts")
            return
        }
        #expect(format.encoding == .f32 && format.sampleRate == 8_000 && format.transcriptions == 2)
        // Upstream accepts any float.
        #expect(!format.isChecked && configuration.wordTimes)
    }

    @Test(arguments: [WebSocketMessage.text(#"{"type":"CloseStream"}"#), .binary(ByteBuffer())])
    func ignoresEverythingAfterTheEnd(_ end: WebSocketMessage) throws {
        var dialect = try Self.dialect()
        #expect(dialect.receive(.binary(Self.audio)) == [.audio(Self.audio)])
        #expect(dialect.receive(end) == [.finish])
        #expect(dialect.receive(.binary(Self.audio)).isEmpty && dialect.receive(end).isEmpty)
    }

    @Test func finalizesTheAudioBefore() throws {
        var dialect = try Self.dialect()
        #expect(dialect.receive(.text(#"{"type":"Finalize","channel":0}"#)) == [.flush(channel: 0)])
        #expect(dialect.receive(.text(#"{"type":"Finalize"}"#)) == [.flush(channel: nil)])
        #expect(dialect.receive(.flushing(at: 8_000), channel: 0).isEmpty)
        guard case .emit(let result) = dialect.receive(.flushed, channel: 0).first else {
            Issue.record("no result")
            return
        }
        #expect(result["from_finalize"] == true && result["duration"] == .number(0.5))
    }

    @Test func summaryHasTheDurationAndTheNewestWarning() throws {
        var dialect = try Self.dialect()
        #expect(dialect.receive(.appending(at: 16_000), channel: 0).isEmpty)
        #expect(dialect.warned("first").isEmpty && dialect.warned("second").isEmpty)
        #expect(dialect.receive(.finishing(at: 24_000), channel: 0).isEmpty)
        let actions = dialect.ended(nil)
        guard case .emit(let metadata) = actions.first else {
            Issue.record("no metadata")
            return
        }
        #expect(metadata["duration"] == .number(1.5) && metadata["warnings"] == ["second"])
        #expect(metadata["created"] == "now" && actions.last == .close(nil))
    }

    @Test(
        arguments: [
            (SessionDeadlines.Expiry.duration(.seconds(60)), 1001, "session_expired", true),
            (SessionDeadlines.Expiry.idle(.seconds(60)), 1011, "idle_timeout", true),
            (AudioInputError(.notAudio, "No."), 1008, "invalid_audio", false),
            (SessionFault.revokedKey, 1008, "invalid_key", true),
            (CancellationError(), 1011, "internal_error", false),
        ] as [(any Error, Int, String, Bool)])
    func faults(_ error: any Error, code: Int, note: String, hasMetadata: Bool) throws {
        let fault = DeepgramDialect.fault(error)
        #expect(fault.code.rawValue == note)
        var dialect = try Self.dialect()
        let actions = dialect.ended(fault)
        #expect(Self.types(actions) == (hasMetadata ? ["Metadata"] : []))
        guard case .close(let close?) = actions.last else {
            Issue.record("no Close frame")
            return
        }
        #expect(close.code.map { Int($0.rawValue) } == code && close.reason == fault.message)
    }
}
