// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A message of the Steno protocol, as a server sends it. Times are seconds from the start of the session's audio.
public enum StenoMessage: Sendable, Hashable {
    /// A text, of an utterance that goes on or one that has ended.
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

    /// The session is open; the token is what a client shows to go on with it after its connection broke.
    case ready(session: String?, resumeToken: String? = nil)
    /// The session goes on; audio is to be sent from this sample on.
    case resumed(sample: Int)
    /// So many samples have arrived.
    case acknowledged(received: Int)
    /// An utterance's text so far, in place of the partial before.
    case partial(Text)
    /// An utterance's text, which will not change.
    case final(Text)
    /// The utterance is over and held no words: there is no final, and its partial is void.
    case empty(utterance: Int?)
    /// Speech began.
    case speechStarted(utterance: Int?, at: Double?)
    /// The speech has ended.
    case speechStopped(utterance: Int?, at: Double?)
    /// All that was sent before `flush` has been emitted.
    case flushed
    /// The answer to a `ping` message.
    case pong
    /// The session cannot go on, or a message was not understood.
    case error(code: String?, message: String)
    /// Something went wrong that does not end the session.
    case warning(code: String?, message: String)
    /// A type that this client does not know.
    case unknown(type: String)

    /// Reads a message.
    ///
    /// - Throws: ``StenoClientError`` with `protocolViolation` when it is none.
    public init(json: String) throws {
        self = try Self.decode(json: json).message
    }

    /// Reads a message and, if it is one of a session's events, its number.
    ///
    /// - Throws: ``StenoClientError`` with `protocolViolation` when it is none.
    public static func decode(json: String) throws -> (message: StenoMessage, number: Int?) {
        do {
            let data = Data(json.utf8)
            let envelope = try JSONDecoder().decode(Envelope.self, from: data)
            let text = { try JSONDecoder().decode(Text.self, from: data) }
            let message: StenoMessage =
                switch envelope.type {
                case "ready": .ready(session: envelope.session, resumeToken: envelope.resumeToken)
                case "resumed": .resumed(sample: envelope.sample ?? 0)
                case "ack": .acknowledged(received: envelope.received ?? 0)
                case "partial": .partial(try text())
                case "final": .final(try text())
                case "empty": .empty(utterance: envelope.utterance)
                case "speech_started":
                    .speechStarted(utterance: envelope.utterance, at: envelope.at ?? envelope.start)
                case "speech_stopped":
                    .speechStopped(utterance: envelope.utterance, at: envelope.at ?? envelope.end)
                case "flushed": .flushed
                case "pong": .pong
                case "error": .error(code: envelope.code, message: envelope.message ?? "unknown error")
                case "warning": .warning(code: envelope.code, message: envelope.message ?? "unknown warning")
                default: .unknown(type: envelope.type)
                }
            return (message, envelope.seq)
        } catch {
            throw StenoClientError(
                .protocolViolation, "The server sent something other than a Steno message: \(json.prefix(80))")
        }
    }

    private struct Envelope: Decodable {
        var type: String
        var seq: Int?
        var session: String?
        var resumeToken: String?
        var sample: Int?
        var received: Int?
        var utterance: Int?
        var at: Double?
        var start: Double?
        var end: Double?
        var code: String?
        var message: String?

        private enum CodingKeys: String, CodingKey {
            case type, seq, session, sample, received, utterance, at, start, end, code, message
            case resumeToken = "resume_token"
        }
    }
}
