#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A message of the Steno protocol, as a server sends it. Times are seconds from the start of the session's audio.
public enum StenoMessage: Sendable, Hashable {
    /// A text, of an utterance that goes on or one that is over.
    public struct Text: Sendable, Hashable, Decodable {
        /// A word with its times.
        public struct Word: Sendable, Hashable, Decodable {
            /// The word with its punctuation.
            public var word: String
            /// Where it starts.
            public var start: Double
            /// Where it ends.
            public var end: Double
            /// The recognizer's confidence, 0…1.
            public var probability: Double?
        }

        /// The utterance's text.
        public var text: String
        /// The beginning of a partial's text that will not change.
        public var stable: String?
        /// All finals of the session so far, with a final.
        public var fullTranscript: String?
        /// The utterance's number in its session, from 0.
        public var utterance: Int?
        /// Where the utterance starts.
        public var start: Double?
        /// Where the text ends.
        public var end: Double?
        /// The language as an ISO 639-1 code.
        public var language: String?
        /// The words of a final, where they were asked for.
        public var words: [Word]?

        private enum CodingKeys: String, CodingKey {
            case text, stable, utterance, start, end, language, words
            case fullTranscript = "full_transcript"
        }
    }

    /// The session is open.
    case ready(session: String?)
    /// An utterance's text so far, in place of the partial before.
    case partial(Text)
    /// An utterance's text, which will not change.
    case final(Text)
    /// Somebody began to speak.
    case speechStarted(utterance: Int?, at: Double?)
    /// The speech is over.
    case speechStopped(utterance: Int?, at: Double?)
    /// All that was sent before `flush` has been told.
    case flushed
    /// The answer to a `ping` message.
    case pong
    /// The session cannot go on, or a message was not understood.
    case error(code: String?, message: String)
    /// A type that this client does not know.
    case unknown(type: String)

    /// Reads a message.
    ///
    /// - Throws: ``StenoClientError`` with `protocolViolation` when it is none.
    public init(json: String) throws {
        do {
            let data = Data(json.utf8)
            let envelope = try JSONDecoder().decode(Envelope.self, from: data)
            let text = { try JSONDecoder().decode(Text.self, from: data) }
            switch envelope.type {
            case "ready": self = .ready(session: envelope.session)
            case "partial": self = .partial(try text())
            case "final": self = .final(try text())
            case "speech_started":
                self = .speechStarted(utterance: envelope.utterance, at: envelope.at ?? envelope.start)
            case "speech_stopped": self = .speechStopped(utterance: envelope.utterance, at: envelope.at ?? envelope.end)
            case "flushed": self = .flushed
            case "pong": self = .pong
            case "error": self = .error(code: envelope.code, message: envelope.message ?? "unknown error")
            default: self = .unknown(type: envelope.type)
            }
        } catch {
            throw StenoClientError(.protocolViolation, "The server sent no Steno message: \(json.prefix(80))")
        }
    }

    private struct Envelope: Decodable {
        var type: String
        var session: String?
        var utterance: Int?
        var at: Double?
        var start: Double?
        var end: Double?
        var code: String?
        var message: String?
    }
}
