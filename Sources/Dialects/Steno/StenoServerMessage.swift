// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import Transcription
import WireText

/// A message to a Steno client. Times are in seconds of the client's audio, from 0.
enum StenoServerMessage {
    case ready(session: String, model: String, StenoConfiguration, resumption: Resumable? = nil)
    /// The session goes on; its client has to send its audio from this sample on.
    case resumed(session: String, model: String, StenoConfiguration, sample: Int)
    /// An event with its number.
    case event(TranscriptEvent, number: Int, fullTranscript: String)
    /// How many samples have arrived.
    case ack(received: Int)
    case pong
    /// So many phrases are expected from here on.
    case hotWords(count: Int)
    /// Audio that could not be decoded, which does not end the session.
    case warning(String)
    /// A change that cannot be made, which does not end it either.
    case rejected(SessionFault)
    case error(SessionFault)

    /// How to go on with a session.
    struct Resumable {
        let token: String
        /// How long it is kept without a connection.
        let timeout: Duration
    }

    var value: JSONValue {
        switch self {
        case .ready(let session, let model, let configuration, let resumption):
            var fields: [String: JSONValue] = [
                "type": "ready", "session": .text(session), "config": configuration.json(model: model),
                "warnings": .list(configuration.warnings.map { .text($0) }),
            ]
            fields["resume_token"] = (resumption?.token).map { .text($0) }
            fields["resume_timeout_s"] = (resumption?.timeout.seconds).map { .number($0) }
            return .object(fields)
        case .resumed(let session, let model, let configuration, let sample):
            return [
                "type": "resumed", "session": .text(session), "config": configuration.json(model: model),
                "sample": .integer(sample),
            ]
        case .event(let event, let number, let fullTranscript):
            var fields = Self.fields(event, fullTranscript: fullTranscript)
            fields["seq"] = .integer(number)
            return .object(fields)
        case .ack(let received): return ["type": "ack", "received": .integer(received)]
        case .pong: return ["type": "pong"]
        case .hotWords(let count): return ["type": "hotwords", "count": .integer(count)]
        case .warning(let message):
            return ["type": "warning", "code": "audio_discarded", "message": .text(message)]
        case .rejected(let fault):
            return ["type": "warning", "code": .text(fault.code.rawValue), "message": .text(fault.message)]
        case .error(let fault): return .object(Self.fields(fault))
        }
    }

    /// The message as text.
    func json() throws(JSONError) -> String { try self.value.json() }

    private static func fields(_ event: TranscriptEvent, fullTranscript: String) -> [String: JSONValue] {
        switch event {
        case .speechStarted(let utterance, let start):
            return ["type": "speech_started", "utterance": .integer(utterance), "start": Self.time(start)]
        case .speechStopped(let utterance, let end):
            return ["type": "speech_stopped", "utterance": .integer(utterance), "end": Self.time(end)]
        case .partial(let partial):
            return [
                "type": "partial", "utterance": .integer(partial.utterance), "text": .text(partial.text),
                "stable": .text(partial.stable), "start": Self.time(partial.start), "end": Self.time(partial.end),
                "language": .text(partial.language),
            ]
        case .final(let final):
            var fields: [String: JSONValue] = [
                "type": "final", "utterance": .integer(final.utterance), "text": .text(final.text),
                "full_transcript": .text(fullTranscript), "start": Self.time(final.start),
                "end": Self.time(final.end), "language": .text(final.language),
            ]
            fields["language_probability"] = final.languageProbability.map(JSONValue.probability)
            if !final.words.isEmpty { fields["words"] = .list(final.words.map(Self.word)) }
            return fields
        case .empty(let utterance): return ["type": "empty", "utterance": .integer(utterance)]
        case .flushed: return ["type": "flushed"]
        case .failed(let error): return Self.fields(SessionFault(.transcriptionFailed, "\(error)"))
        }
    }

    private static func fields(_ fault: SessionFault) -> [String: JSONValue] {
        ["type": "error", "code": .text(fault.code.rawValue), "message": .text(fault.message)]
    }

    private static func word(_ word: TranscriptWord) -> JSONValue {
        let timed = TimedWord(word)
        return [
            "word": .text(timed.word), "start": .number(timed.start), "end": .number(timed.end),
            "probability": .number(timed.probability),
        ]
    }

    private static func time(_ sample: Int) -> JSONValue { .number(SampleClock.seconds(sample)) }
}

extension Duration {
    /// In seconds, to the millisecond.
    fileprivate var seconds: Double {
        (self / .milliseconds(1)).rounded() / 1000
    }
}
