// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The messages of a Deepgram session: interim results are partials, final ones finals, of which several may make up an utterance.
struct DeepgramReader: DialectReader {
    private struct Message: Decodable {
        struct Channel: Decodable {
            struct Alternative: Decodable {
                var transcript: String
            }
            var alternatives: [Alternative]
        }
        var type: String
        var start: Double?
        var duration: Double?
        var isFinal: Bool?
        var channel: Channel?
        var description: String?

        private enum CodingKeys: String, CodingKey {
            case type, start, duration, channel, description
            case isFinal = "is_final"
        }
    }

    func read(_ json: String) -> [ServerMessage] {
        // In other types of messages `channel` is a list: none of them matters here.
        guard let message = try? JSONDecoder().decode(Message.self, from: Data(json.utf8)) else { return [] }
        switch message.type {
        case "Results":
            guard let words = message.channel?.alternatives.first?.transcript else { return [] }
            let end = message.start.flatMap { start in message.duration.map { start + $0 } }
            let text = ServerMessage.Text(words, start: message.start, end: end)
            return [message.isFinal == true ? .final(text) : .partial(text)]
        case "Error": return [.failure(message.description ?? "the server reports an error")]
        default: return []
        }
    }

    func finish() -> [ServerMessage] { [] }
}
