// SPDX-License-Identifier: Apache-2.0

/// A server-sent event of a transcription that is answered in pieces.
enum OpenAIStreamEvent: Encodable {
    /// More of the text.
    case delta(String)
    /// All of it.
    case done(String, OpenAIUsage)

    private enum Key: CodingKey {
        case type, delta, text, usage
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .delta(let delta):
            try container.encode("transcript.text.delta", forKey: .type)
            try container.encode(delta, forKey: .delta)
        case .done(let text, let usage):
            try container.encode("transcript.text.done", forKey: .type)
            try container.encode(text, forKey: .text)
            try container.encode(usage, forKey: .usage)
        }
    }
}
