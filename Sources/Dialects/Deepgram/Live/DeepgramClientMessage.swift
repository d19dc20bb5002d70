// SPDX-License-Identifier: Apache-2.0

import Transcription
import WireText

/// A text message of a client.
enum DeepgramClientMessage: Equatable {
    case keepAlive
    /// All audio so far is to be final, of one channel or of all.
    case finalize(channel: Int?)
    case closeStream
    /// Other phrases are to be expected; nil if it asks for more than that.
    case configure(keyterms: [HotWord]?)

    /// A message that cannot be obeyed, in plain words.
    struct Fault: Error, Equatable {
        let description: String
    }

    private static let noObject = Fault(
        description: "The message is not a JSON object. Send audio as binary messages.")

    /// Reads a message.
    /// - Throws: ``Fault``, after which the session goes on.
    init(_ text: String) throws(Fault) {
        let message: JSONValue
        do throws(JSONError) {
            message = try JSONValue(parsing: text)
        } catch {
            throw error == .malformed ? Self.noObject : Fault(description: "\(error)")
        }
        guard message.isObject else { throw Self.noObject }
        switch message["type"]?.text {
        case "KeepAlive": self = .keepAlive
        case "Finalize": self = .finalize(channel: message["channel"]?.integer)
        case "CloseStream": self = .closeStream
        case "Configure": self = .configure(keyterms: try Self.keyterms(message))
        default:
            throw Fault(
                description: "The message has no known type: KeepAlive, Finalize, CloseStream or Configure.")
        }
    }

    private static func keyterms(_ message: JSONValue) throws(Fault) -> [HotWord]? {
        guard case .object(let fields) = message, let keyterms = fields["keyterms"],
            fields.allSatisfy({ ["type", "keyterms"].contains($0.key) || $0.value == .null })
        else { return nil }
        let texts = (keyterms.list ?? []).compactMap(\.text)
        guard keyterms == .null || texts.count == keyterms.list?.count else {
            throw Fault(description: "keyterms must be a list of texts, or null for none.")
        }
        do throws(HotWordsError) { return try HotWord.list(plain: texts) } catch {
            throw Fault(description: "\(error)")
        }
    }
}
