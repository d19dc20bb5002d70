// SPDX-License-Identifier: Apache-2.0

/// The form of a transcript.
enum OpenAIResponseFormat: String, CaseIterable, Sendable {
    case json
    case text
    case srt
    case verboseJSON = "verbose_json"
    case vtt

    /// Whether it tells when something was said.
    var hasTimes: Bool {
        switch self {
        case .json, .text: false
        case .srt, .verboseJSON, .vtt: true
        }
    }

    var contentType: String {
        switch self {
        case .json, .verboseJSON: "application/json"
        case .text: "text/plain; charset=utf-8"
        case .srt: "application/x-subrip; charset=utf-8"
        case .vtt: "text/vtt; charset=utf-8"
        }
    }
}
