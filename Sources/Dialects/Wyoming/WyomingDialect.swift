// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription
import WireText

/// What a ``WyomingDialect`` wants done.
typealias WyomingAction = DialectAction<WyomingEvent, Never>

/// The Wyoming protocol for speech to text, version 1.10. A plain value.
///
/// A client sends `transcribe`, `audio-start`, chunks of audio and `audio-stop`, and gets a transcript of all of it, before
/// that the pieces that are stable. Then it may begin again.
struct WyomingDialect: Dialect {
    typealias Input = WyomingInput

    private enum Phase {
        /// No audio was sent that has no transcript.
        case idle
        case hearing(WyomingAudioFormat)
        /// All audio was sent, and the transcript is not told yet.
        case finishing
        case over
    }

    private let model: ServedModel
    private var phase = Phase.idle
    /// What the next transcription is asked for.
    private var configuration = SessionConfiguration()
    /// As `audio-start` has it.
    private var announced: [String: JSONValue] = [:]
    private var text = StableText()
    private var language: String?

    /// - Parameter model: what the server offers.
    init(model: ServedModel) {
        self.model = model
    }

    mutating func receive(_ input: WyomingInput) -> [WyomingAction] {
        if case .over = self.phase { return [] }
        switch input {
        case .event(let event):
            do throws(SessionFault) {
                return try self.handle(event)
            } catch {
                return self.fail(error)
            }
        case .fault(let fault): return self.fail(SessionFault(.invalidMessage, fault.message))
        }
    }

    mutating func started() -> [WyomingAction] { [.emit(WyomingEvent(type: "transcript-start"))] }

    mutating func rejected(_ rejection: Rejection) -> [WyomingAction] {
        self.fail(rejection.message, code: rejection.code.rawValue)
    }

    mutating func receive(_ event: TranscriptEvent, channel: Int = 0) -> [WyomingAction] {
        if case .final(let final) = event { self.language = final.language }
        guard let piece = self.text.receive(event) else { return [] }
        return [.emit(WyomingEvent(type: "transcript-chunk", data: ["text": .text(piece)]))]
    }

    mutating func ended(_ error: SessionFault?) -> [WyomingAction] {
        if let error { return self.fail(error) }
        return self.transcript().map { .emit($0) }
    }

    // MARK: -

    private mutating func handle(
        _ event: WyomingEvent
    ) throws(SessionFault) -> [WyomingAction] {
        switch event.type {
        case "describe": return [.emit(WyomingInfo.event(of: self.model))]
        case "ping": return [.emit(WyomingEvent(type: "pong", data: event.data.filter { $0.key == "text" }))]
        case "transcribe": try self.configure(event.data)
        case "audio-start":
            // No more than what each chunk looks at.
            if case .idle = self.phase {
                self.announced = event.data.filter { WyomingAudioFormat.fields.contains($0.key) }
            }
        case "audio-chunk": return try self.receive(event)
        case "audio-stop": return self.stop()
        // Satellites send their pipeline's other events as well.
        default: break
        }
        return []
    }

    /// Takes what the next transcription is asked for.
    private mutating func configure(_ data: [String: JSONValue]) throws(SessionFault) {
        var configuration = SessionConfiguration()
        if let language = data["language"]?.text {
            configuration.set(try Setting(name: "language", value: .text(language)).language(of: self.model))
        }
        // Names of all that is in a house: what is none must not keep the others from being recognized.
        let phrases = ["transcript_names", "transcript_terms"].flatMap { data[$0]?.list ?? [] }.prefix(
            HotWords.mostPhrases
        )
        .compactMap { name in name.text.flatMap { try? HotWord($0) } }
        configuration.hotWords = try? HotWords.make(phrases)
        self.configuration = configuration
    }

    private mutating func receive(
        _ chunk: WyomingEvent
    ) throws(SessionFault) -> [WyomingAction] {
        let format = try WyomingAudioFormat(self.announced.merging(chunk.data) { $1 })
        switch self.phase {
        case .idle:
            let audio = try format.checked()
            self.phase = .hearing(format)
            return [.start(audio, self.configuration), .audio(chunk.payload)]
        case .hearing(let before):
            guard format == before else {
                throw SessionFault(
                    .unsupportedEncoding, "The format of the audio changed. Send audio-stop first, then audio-start.")
            }
            return [.audio(chunk.payload)]
        case .finishing, .over:
            throw SessionFault(
                .invalidMessage, "There was audio before the transcript of the last. Wait for it, or connect once more."
            )
        }
    }

    private mutating func stop() -> [WyomingAction] {
        switch self.phase {
        case .idle:
            // A client that received nothing waits for its text as well.
            return ([WyomingEvent(type: "transcript-start")] + self.transcript()).map { .emit($0) }
        case .hearing:
            self.phase = .finishing
            return [.finish]
        case .finishing, .over: return []
        }
    }

    /// The text of all audio since the last, after which the next may begin.
    private mutating func transcript() -> [WyomingEvent] {
        var data: [String: JSONValue] = ["text": .text(self.text.final)]
        if let language = self.language ?? self.configuration.language { data["language"] = .text(language) }
        (self.phase, self.text, self.language) = (.idle, StableText(), nil)
        (self.configuration, self.announced) = (SessionConfiguration(), [:])
        return [WyomingEvent(type: "transcript", data: data), WyomingEvent(type: "transcript-stop")]
    }

    private mutating func fail(_ error: SessionFault) -> [WyomingAction] {
        self.fail(error.message, code: error.code.rawValue)
    }

    /// Home Assistant looks at no errors: the end of the connection ends its waiting.
    private mutating func fail(_ message: String, code: String) -> [WyomingAction] {
        self.phase = .over
        return [
            .emit(WyomingEvent(type: "error", data: ["text": .text(message), "code": .text(code)])), .close(nil),
        ]
    }
}
