// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The messages of a WhisperLive session.
///
/// Each repeats the last segments. One that is completed for the first time is a final; the one that is not completed yet is a partial, and what
/// stands of it at the end is the last final, as in WhisperLive's own client.
struct WhisperLiveReader: DialectReader {
    private struct Segment: Decodable {
        var start: Double
        var end: Double
        var text: String
        var isCompleted: Bool

        private enum CodingKeys: String, CodingKey {
            case start, end, text, completed
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let seconds = { (key: CodingKeys) in
                // Times are strings; some forks send numbers.
                try (try? container.decode(String.self, forKey: key)).flatMap(Double.init)
                    ?? container.decode(Double.self, forKey: key)
            }
            start = try seconds(.start)
            end = try seconds(.end)
            text = try container.decode(String.self, forKey: .text)
            isCompleted = try container.decodeIfPresent(Bool.self, forKey: .completed) ?? false
        }

        var words: ServerMessage.Text { ServerMessage.Text(text, start: start, end: end) }
    }

    private struct Message: Decodable {
        var status: String?
        var message: String?
        var segments: [Segment]?

        private enum CodingKeys: String, CodingKey {
            case status, message, segments
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            status = try container.decodeIfPresent(String.self, forKey: .status)
            // With WAIT it is a number of minutes.
            message =
                (try? container.decode(String.self, forKey: .message))
                ?? (try? container.decode(Double.self, forKey: .message)).map { "\($0)" }
            segments = try container.decodeIfPresent([Segment].self, forKey: .segments)
        }
    }

    /// The end of the last final.
    private var settled = -1.0
    private var open: ServerMessage.Text?

    mutating func read(_ json: String) -> [ServerMessage] {
        guard let message = try? JSONDecoder().decode(Message.self, from: Data(json.utf8)) else { return [] }
        if message.message == "SERVER_READY" { return [.ready] }
        switch message.status {
        case "WAIT": return [.failure("the server is full for \(message.message ?? "some") minutes")]
        case "ERROR": return [.failure(message.message ?? "the server reports an error")]
        default: return read(message.segments ?? [])
        }
    }

    mutating func finish() -> [ServerMessage] {
        defer { open = nil }
        return open.map { [.final($0)] } ?? []
    }

    private mutating func read(_ segments: [Segment]) -> [ServerMessage] {
        var messages: [ServerMessage] = []
        for segment in segments where segment.isCompleted && segment.end > settled + 0.001 {
            settled = segment.end
            open = nil
            messages.append(.final(segment.words))
        }
        if let last = segments.last, !last.isCompleted, last.end > settled, last.words != open {
            open = last.words
            messages.append(.partial(last.words))
        }
        return messages
    }
}
