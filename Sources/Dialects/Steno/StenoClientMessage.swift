// SPDX-License-Identifier: Apache-2.0

import NIOCore
import SessionRuntime
import WireText

/// A message of a Steno client.
enum StenoClientMessage: Sendable {
    case audio(ByteBuffer)
    /// Parameters, before the first audio.
    case config([(name: String, value: ParameterValue)])
    /// Parameters that may change in mid-stream.
    case hotWords([(name: String, value: ParameterValue)])
    /// Make all audio so far final.
    case flush
    /// The same, and end the session.
    case stop
    case ping
    /// Something newer than this server, or of no meaning to it.
    case ignored

    /// Reads a text message.
    /// - Throws: ``SessionFault`` `invalid_json` for text that is not JSON, `invalid_message` for JSON that is no message.
    init(_ text: String) throws(SessionFault) {
        // What some clients of older protocols send instead of JSON.
        if text.utf8.elementsEqual("END_OF_AUDIO".utf8) {
            self = .stop
            return
        }
        let object = try Self.object(text)
        guard case .text(let type)? = object["type"] else {
            throw SessionFault(
                .invalidMessage, "A text message must have a \"type\", such as {\"type\":\"flush\"}.")
        }
        switch type {
        case "config": self = .config(Self.parameters(object))
        case "hotwords": self = .hotWords(Self.parameters(object))
        case "flush": self = .flush
        case "stop", "end", "eof": self = .stop
        case "ping": self = .ping
        default: self = .ignored
        }
    }

    private static func parameters(_ object: [String: ParameterValue]) -> [(name: String, value: ParameterValue)] {
        object.filter { $0.key != "type" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func object(_ text: String) throws(SessionFault) -> [String: ParameterValue] {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: text)
        } catch {
            let remedy = error == .malformed ? #"A text message must be JSON, such as {"type":"flush"}."# : "\(error)"
            throw SessionFault(.invalidJSON, remedy)
        }
        guard case .object(let fields) = json else {
            throw SessionFault(
                .invalidMessage, "A text message must be a JSON object. Send audio as binary messages of raw samples.")
        }
        return fields.mapValues { ParameterValue($0) }
    }
}
