// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import NIOPosix
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An event of a client of the Realtime interface.
enum RealtimeClientEvent: Equatable {
    /// More audio.
    case append(ByteBuffer)
    /// The turn has ended.
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

    /// The most bytes of an `event_id` that an answer repeats, and of a type that an error shows.
    private static let longestID = 512
    private static let longestType = 60

    /// A message of so many bytes is read on a thread that nothing waits for: 15 MiB take some hundredths of a second.
    private static let longMessage = 256 * 1024

    /// Reads a message of any length; after a fault the session goes on.
    static func read(_ message: WebSocketMessage) async -> Result<RealtimeClientEvent, Fault> {
        guard case .text(let text) = message else {
            let advice = "Send audio as base64 in input_audio_buffer.append, not in binary messages."
            return .failure(Fault(error: OpenAIError(advice, code: "invalid_event")))
        }
        let work = { @Sendable in Result { () throws(Fault) in try RealtimeClientEvent(text) } }
        guard text.utf8.count > Self.longMessage else { return work() }
        // The pool ends with the process.
        return (try? await NIOThreadPool.singleton.runIfActive(work)) ?? work()
    }

    /// Reads a message.
    /// - Throws: ``Fault``, after which the session goes on.
    init(_ text: String) throws(Fault) {
        let event: JSONValue
        do throws(JSONError) {
            event = try JSONValue(parsing: text)
        } catch {
            let message =
                error == .malformed
                ? "The message is not JSON. Send events such as {\"type\": \"input_audio_buffer.commit\"}."
                : "\(error)"
            throw Fault(error: OpenAIError(message, code: "invalid_event"))
        }
        guard event.isObject, ["type", "event_id", "audio"].allSatisfy({ event.hasTextOrNothing($0) }) else {
            throw Fault(
                error: OpenAIError(
                    "The message is not an event: it must be an object whose type, event_id and audio are texts.",
                    code: "invalid_event"))
        }
        let id = event["event_id"]?.text.map { ReceivedText.beginning(of: $0, bytes: Self.longestID) }
        switch event["type"]?.text {
        case "input_audio_buffer.append": self = .append(try Self.audio(event["audio"]?.text, id))
        case "input_audio_buffer.commit": self = .commit(id: id)
        case "input_audio_buffer.clear": self = .clear
        case "session.update", "transcription_session.update":
            guard let session = event["session"], session.isObject else {
                throw .missing("session", id)
            }
            self = .update(session, id: id)
        case nil: throw .missing("type", id, code: "invalid_event")
        case let type?:
            let message =
                Self.conversational.contains(type)
                ? "'\(type)' is not available here: this server only transcribes."
                : "Invalid value: '\(ReceivedText.beginning(of: type, bytes: Self.longestType))'. Supported values are: 'session.update', "
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
}

extension JSONValue {
    /// Whether an object has a text of this name, null or nothing.
    fileprivate func hasTextOrNothing(_ name: String) -> Bool {
        guard let value = self[name] else { return true }
        return value.text != nil || value == .null
    }
}

extension RealtimeClientEvent.Fault {
    fileprivate static func missing(
        _ name: String, _ id: String?, code: String = "missing_required_parameter"
    ) -> Self {
        Self(error: OpenAIError("Missing required parameter: '\(name)'.", param: name, code: code), id: id)
    }
}
