// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import WireText

/// What a Wyoming server says of itself.
enum WyomingInfo {
    /// The answer to `describe`.
    static func event(of model: ServedModel) -> WyomingEvent {
        let whisper: [String: JSONValue] = [
            "name": .text(model.name),
            "attribution": ["name": "OpenAI", "url": "https://github.com/openai/whisper"],
            "installed": true, "description": .text("Whisper \(model.name)"), "version": nil,
            "languages": .list(model.languages.map { .text($0) }),
        ]
        let program: JSONValue = [
            "name": "steno", "attribution": ["name": "Steno", "url": ""], "installed": true,
            "description": "Live transcription", "version": nil, "models": [.object(whisper)],
            "supports_transcript_streaming": true,
            // The client says when it is done.
            "requires_external_vad": true,
        ]
        return WyomingEvent(type: "info", data: ["asr": [program]])
    }
}
