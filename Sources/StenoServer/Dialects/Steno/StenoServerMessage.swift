import SessionRuntime
import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A message to a Steno client. Times are in seconds of the client's audio, from 0.
enum StenoServerMessage {
    case ready(session: String, model: String, StenoConfiguration, resumption: Resumable? = nil)
    /// The session goes on; its client has to send its audio from this sample on.
    case resumed(session: String, model: String, StenoConfiguration, sample: Int)
    /// An event, with its number unless it is part of no session yet.
    case event(TranscriptEvent, number: Int? = nil, fullTranscript: String)
    /// How many samples have arrived.
    case ack(received: Int)
    case pong
    /// Something that does not end the session, such as audio that could not be decoded.
    case warning(String)
    case error(SessionFault)

    /// How to go on with a session.
    struct Resumable {
        let token: String
        /// How long it is kept without a connection.
        let timeout: Duration
    }

    /// The message as JSON, keys in alphabetical order.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension StenoServerMessage: Encodable {
    private enum Key: String, CodingKey {
        case type, session, model, config, warnings
        case text, stable, start, end, utterance, language, words
        case number = "seq"
        case fullTranscript = "full_transcript"
        case resumeToken = "resume_token"
        case resumeTimeout = "resume_timeout_s"
        case sample, received
        case code, message
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .ready(let session, let model, let configuration, let resumption):
            try container.encode("ready", forKey: .type)
            try container.encode(session, forKey: .session)
            try container.encode(StenoEffectiveConfiguration(configuration, model: model), forKey: .config)
            try container.encode(configuration.warnings, forKey: .warnings)
            try container.encodeIfPresent(resumption?.token, forKey: .resumeToken)
            try container.encodeIfPresent(resumption?.timeout.seconds, forKey: .resumeTimeout)
        case .resumed(let session, let model, let configuration, let sample):
            try container.encode("resumed", forKey: .type)
            try container.encode(session, forKey: .session)
            try container.encode(StenoEffectiveConfiguration(configuration, model: model), forKey: .config)
            try container.encode(sample, forKey: .sample)
        case .event(let event, let number, let fullTranscript):
            try container.encodeIfPresent(number, forKey: .number)
            try Self.encode(event, fullTranscript: fullTranscript, to: &container)
        case .ack(let received):
            try container.encode("ack", forKey: .type)
            try container.encode(received, forKey: .received)
        case .pong:
            try container.encode("pong", forKey: .type)
        case .warning(let message):
            try container.encode("warning", forKey: .type)
            try container.encode("audio_discarded", forKey: .code)
            try container.encode(message, forKey: .message)
        case .error(let error):
            try Self.encode(error, to: &container)
        }
    }

    private static func encode(
        _ event: TranscriptEvent, fullTranscript: String, to container: inout KeyedEncodingContainer<Key>
    ) throws {
        switch event {
        case .speechStarted(let utterance, let start):
            try container.encode("speech_started", forKey: .type)
            try container.encode(utterance, forKey: .utterance)
            try container.encode(SampleClock.seconds(start), forKey: .start)
        case .speechStopped(let utterance, let end):
            try container.encode("speech_stopped", forKey: .type)
            try container.encode(utterance, forKey: .utterance)
            try container.encode(SampleClock.seconds(end), forKey: .end)
        case .partial(let utterance, let text, let stable, let start, let end, let language):
            try container.encode("partial", forKey: .type)
            try container.encode(utterance, forKey: .utterance)
            try container.encode(text, forKey: .text)
            try container.encode(stable, forKey: .stable)
            try container.encode(SampleClock.seconds(start), forKey: .start)
            try container.encode(SampleClock.seconds(end), forKey: .end)
            try container.encode(language, forKey: .language)
        case .final(let final):
            try container.encode("final", forKey: .type)
            try container.encode(final.utterance, forKey: .utterance)
            try container.encode(final.text, forKey: .text)
            try container.encode(fullTranscript, forKey: .fullTranscript)
            try container.encode(SampleClock.seconds(final.start), forKey: .start)
            try container.encode(SampleClock.seconds(final.end), forKey: .end)
            try container.encode(final.language, forKey: .language)
            if !final.words.isEmpty { try container.encode(final.words.map(TimedWord.init), forKey: .words) }
        case .empty(let utterance):
            try container.encode("empty", forKey: .type)
            try container.encode(utterance, forKey: .utterance)
        case .flushed:
            try container.encode("flushed", forKey: .type)
        case .failed(let error):
            try Self.encode(SessionFault(.transcriptionFailed, "\(error)"), to: &container)
        }
    }

    private static func encode(
        _ error: SessionFault, to container: inout KeyedEncodingContainer<Key>
    ) throws {
        try container.encode("error", forKey: .type)
        try container.encode(error.code.rawValue, forKey: .code)
        try container.encode(error.message, forKey: .message)
    }
}

extension Duration {
    /// In seconds, to the millisecond.
    fileprivate var seconds: Double {
        (self / .milliseconds(1)).rounded() / 1000
    }
}
