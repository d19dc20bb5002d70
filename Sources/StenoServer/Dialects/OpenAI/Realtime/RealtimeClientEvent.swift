import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An event of a client of the Realtime interface.
enum RealtimeClientEvent: Equatable {
    /// More audio.
    case append(ByteBuffer)
    /// The turn is over.
    case commit(id: String?)
    /// The audio since the last turn is not wanted.
    case clear
    /// Settings to change.
    case update(JSONValue, id: String?)

    /// What a client can send that only a conversation has an answer to.
    private static let conversational = [
        "conversation.item.create", "conversation.item.retrieve", "conversation.item.delete",
        "conversation.item.truncate", "response.create", "response.cancel", "output_audio_buffer.clear",
    ]

    /// An event that cannot be obeyed.
    struct Fault: Error, Equatable {
        let error: OpenAIError
        /// The `event_id` of the event.
        var id: String?
    }

    private struct Envelope: Decodable {
        let type: String?
        let event_id: String?
        let audio: String?
        let session: JSONValue?
    }

    /// Reads a message.
    /// - Throws: ``Fault``, after which the session goes on.
    init(_ text: String) throws(Fault) {
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(text.utf8)) else {
            throw Fault(error: OpenAIError(Self.malformed(text), code: "invalid_event"))
        }
        let id = envelope.event_id
        switch envelope.type {
        case "input_audio_buffer.append": self = .append(try Self.audio(envelope.audio, id))
        case "input_audio_buffer.commit": self = .commit(id: id)
        case "input_audio_buffer.clear": self = .clear
        case "session.update", "transcription_session.update":
            guard let session = envelope.session, session.isObject else {
                throw .missing("session", id)
            }
            self = .update(session, id: id)
        case nil: throw .missing("type", id, code: "invalid_event")
        case let type?:
            let message =
                Self.conversational.contains(type)
                ? "'\(type)' is not available here: this server transcribes, and answers nothing."
                : "Invalid value: '\(type.prefix(60))'. Supported values are: 'session.update', "
                    + "'transcription_session.update', 'input_audio_buffer.append', 'input_audio_buffer.commit', and "
                    + "'input_audio_buffer.clear'."
            throw Fault(error: OpenAIError(message, param: "type", code: "invalid_value"), id: id)
        }
    }

    private static func audio(_ text: String?, _ id: String?) throws(Fault) -> ByteBuffer {
        guard let text else { throw .missing("audio", id) }
        guard let bytes = Base64.decode(text) else {
            throw Fault(
                error: OpenAIError(
                    "Invalid 'audio': it must be bytes in base64.", param: "audio", code: "invalid_value"), id: id)
        }
        return bytes
    }

    private static func malformed(_ text: String) -> String {
        (try? JSONValue(parsing: text)) == nil
            ? "The message is not JSON. Send events such as {\"type\": \"input_audio_buffer.commit\"}."
            : "The message is no event: it must be an object whose type, event_id and audio are texts."
    }
}

extension RealtimeClientEvent.Fault {
    fileprivate static func missing(
        _ name: String, _ id: String?, code: String = "missing_required_parameter"
    ) -> Self {
        Self(error: OpenAIError("Missing required parameter: '\(name)'.", param: name, code: code), id: id)
    }
}
