// SPDX-License-Identifier: Apache-2.0

import AudioInput
import NIOCore
import Testing
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// Wyoming's events, without sockets.
struct WyomingDialectTests {
    private typealias Action = WyomingAction

    private static let bytes = ByteBuffer(bytes: [1, 2])

    private static func dialect() -> WyomingDialect {
        WyomingDialect(model: ServedModel(name: "base", languages: ["en", "de"]))
    }

    private static func chunk(_ data: [String: JSONValue] = ["rate": 16_000, "width": 2, "channels": 1]) -> WyomingInput
    {
        .event(WyomingEvent(type: "audio-chunk", data: data, payload: Self.bytes))
    }

    private static func event(_ type: String, _ data: [String: JSONValue] = [:]) -> WyomingInput {
        .event(WyomingEvent(type: type, data: data))
    }

    private static func final(_ text: String, language: String = "en") -> TranscriptEvent {
        .final(FinalTranscript(utterance: 0, text: text, start: 0, end: 16_000, language: language))
    }

    private static func begun(
        _ actions: [WyomingAction]
    ) -> (format: AudioFormat, configuration: SessionConfiguration)? {
        guard actions.count == 2, actions[1] == .audio(Self.bytes),
            case .start(let format, let configuration) = actions[0]
        else { return nil }
        return (format, configuration)
    }

    @Test func aTranscription() throws {
        var dialect = Self.dialect()
        let wish: [String: JSONValue] = [
            "name": "base", "language": "de-DE", "transcript_names": ["Ada"], "transcript_terms": ["Licht", "an"],
        ]
        #expect(dialect.receive(Self.event("transcribe", wish)).isEmpty)
        #expect(dialect.receive(Self.event("audio-start", ["rate": 8_000, "width": 2, "channels": 2])).isEmpty)
        // Each chunk says what it is.
        let chunk = Self.chunk(["rate": 48_000, "width": 1, "channels": 2])
        let (format, configuration) = try #require(Self.begun(dialect.receive(chunk)))
        #expect(format == AudioFormat(.u8, sampleRate: 48_000, channels: 2))
        #expect(configuration.language == "de")
        #expect(configuration.hotWords?.phrases.map(\.text) == ["Ada", "Licht", "an"])
        #expect(dialect.started() == [.emit(WyomingEvent(type: "transcript-start"))])
        #expect(dialect.receive(chunk) == [.audio(Self.bytes)])
        let partial = TranscriptEvent.partial(
            .init(
                utterance: 0, text: "Licht an im", stable: "Licht", start: 0, end: 16_000, language: "de"))
        #expect(dialect.receive(partial) == [.emit(WyomingEvent(type: "transcript-chunk", data: ["text": "Licht"]))])
        #expect(dialect.receive(Self.event("audio-stop")) == [.finish])
        let rest = WyomingEvent(type: "transcript-chunk", data: ["text": " an im Bad."])
        #expect(dialect.receive(Self.final("Licht an im Bad.", language: "de")) == [.emit(rest)])
        #expect(
            dialect.ended(nil) == [
                .emit(WyomingEvent(type: "transcript", data: ["text": "Licht an im Bad.", "language": "de"])),
                .emit(WyomingEvent(type: "transcript-stop")),
            ])
        // And once more, without any of it said again.
        let again = try #require(Self.begun(dialect.receive(Self.chunk())))
        #expect(again.configuration == SessionConfiguration() && again.format.channels == 1)
        _ = dialect.receive(Self.final("On."))
        #expect(
            dialect.ended(nil).first
                == .emit(WyomingEvent(type: "transcript", data: ["text": "On.", "language": "en"])))
    }

    @Test func audioAlone() throws {
        var dialect = Self.dialect()
        let format = try #require(Self.begun(dialect.receive(Self.chunk([:])))).format
        #expect(format == AudioFormat(.s16, sampleRate: 16_000))
    }

    @Test func nothingWasSaid() {
        var dialect = Self.dialect()
        #expect(
            dialect.receive(Self.event("audio-stop")) == [
                .emit(WyomingEvent(type: "transcript-start")),
                .emit(WyomingEvent(type: "transcript", data: ["text": ""])),
                .emit(WyomingEvent(type: "transcript-stop")),
            ])
    }

    @Test func whatIsAlwaysAnswered() {
        var dialect = Self.dialect()
        _ = dialect.receive(Self.chunk())
        #expect(
            dialect.receive(Self.event("ping", ["text": "x"])) == [
                .emit(WyomingEvent(type: "pong", data: ["text": "x"]))
            ])
        guard case .emit(let info)? = dialect.receive(Self.event("describe")).first else {
            Issue.record("no info")
            return
        }
        let program = info.data["asr"]?.list?.first
        #expect(info.type == "info" && program?["supports_transcript_streaming"] == true)
        #expect(program?["models"]?.list?.first?["languages"] == ["en", "de"])
        #expect(dialect.receive(Self.event("satellite-connected")).isEmpty)
    }

    @Test(arguments: [
        (event("transcribe", ["language": "xx"]), "Unknown language \"xx\""),
        (chunk(["width": 3]), "3 bytes"), (chunk(["rate": 100]), "sample_rate is 100"),
        (chunk(["channels": -1]), "channels is -1"), (chunk(["rate": "fast"]), "rate is fast"),
        (.fault(WyomingParser.Fault(message: "Broken.")), "Broken."),
    ])
    func anErrorEndsIt(input: WyomingInput, shown: String) {
        var dialect = Self.dialect()
        let actions = dialect.receive(input)
        guard actions.count == 2, case .emit(let event) = actions[0] else {
            Issue.record("\(actions)")
            return
        }
        #expect(event.type == "error" && event.data["text"]?.text?.contains(shown) == true)
        #expect(event.data["code"]?.text != nil && actions[1] == .close(nil))
        #expect(dialect.receive(Self.event("describe")).isEmpty)
    }

    @Test func aFormatThatChanges() {
        var dialect = Self.dialect()
        _ = dialect.receive(Self.chunk())
        #expect(dialect.receive(Self.chunk(["rate": 8_000])).last == .close(nil))
    }

    @Test func audioBeforeTheTranscriptOfTheLast() {
        var dialect = Self.dialect()
        _ = dialect.receive(Self.chunk())
        _ = dialect.receive(Self.event("audio-stop"))
        #expect(dialect.receive(Self.event("audio-stop")).isEmpty)
        #expect(dialect.receive(Self.chunk()).last == .close(nil))
    }

    @Test func aFullServer() {
        var dialect = Self.dialect()
        let refusal = Rejection(.serverFull, "Full.", retryAfter: .seconds(10))
        #expect(
            dialect.rejected(refusal) == [
                .emit(WyomingEvent(type: "error", data: ["text": "Full.", "code": "server_full"])), .close(nil),
            ])
    }
}
