// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import TranscriptJournal
import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How a transcript of the journal is shown.
enum JournalFormat: String, CaseIterable {
    case json
    case text
    case srt
    case vtt

    var contentType: String {
        switch self {
        case .json: "application/json; charset=utf-8"
        case .text: "text/plain; charset=utf-8"
        case .srt: "application/x-subrip; charset=utf-8"
        case .vtt: "text/vtt; charset=utf-8"
        }
    }

    func document(_ session: JournalSession) throws -> String {
        switch self {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(JournalDocument(session)), as: UTF8.self)
        case .text: return session.finals.map { $0.text + "\n" }.joined()
        case .srt: return Subtitles.srt(Self.cues(session))
        case .vtt: return Subtitles.vtt(Self.cues(session))
        }
    }

    private static func cues(_ session: JournalSession) -> [Cue] {
        CueBuilder().cues(for: session.finals.map { TranscriptSegment($0) })
    }
}
