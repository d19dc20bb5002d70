// SPDX-License-Identifier: Apache-2.0

import SpeakerLabels
import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A transcript as JSON: an object for one file, an array of them for several. Fields stand in the order in which one reads them, a
/// line for each segment.
enum TranscriptDocument {
    /// The JSON text, with a line break at its end.
    static func json(_ transcripts: [FileTranscript], asArray: Bool) throws -> String {
        let files = try transcripts.map(object)
        guard asArray else { return (files.first ?? "null") + "\n" }
        return files.isEmpty ? "[]\n" : "[\n\(files.joined(separator: ",\n"))\n]\n"
    }

    private static func object(_ transcript: FileTranscript) throws -> String {
        var fields = [
            ("file", try quoted(transcript.file)), ("duration", number(transcript.duration)),
            ("text", try quoted(transcript.segments.map(\.text).joined(separator: " "))),
        ]
        if let language = transcript.language { fields.insert(("language", try quoted(language)), at: 2) }
        let segments = try transcript.segments.enumerated().map {
            try object($0.element, transcript.channel(of: $0.offset), transcript.speaker(of: $0.offset))
        }
        let list = segments.isEmpty ? "[]" : "[\n\(segments.joined(separator: ",\n"))\n]"
        return object(fields + [("segments", list)])
    }

    private static func object(
        _ segment: FileTranscript.Segment, _ channel: Int?, _ speaker: SpeakerLabel?
    ) throws -> String {
        var fields = channel.map { [("channel", "\($0)")] } ?? []
        if let speaker {
            fields.append(("speaker", "\(speaker.speaker)"))
            if let name = speaker.name { fields.append(("speaker_name", try quoted(name))) }
            fields.append(("speaker_confidence", number(Double(speaker.confidence))))
        }
        fields += [("start", number(segment.start)), ("end", number(segment.end)), ("text", try quoted(segment.text))]
        if !segment.words.isEmpty {
            let words = try segment.words.map { word in
                object([
                    ("word", try quoted(word.text)), ("start", number(word.start)), ("end", number(word.end)),
                    ("probability", number(word.probability)),
                ])
            }
            fields.append(("words", "[\(words.joined(separator: ","))]"))
        }
        return object(fields)
    }

    private static func object(_ fields: [(name: String, value: String)]) -> String {
        "{\(fields.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }

    /// Rounded to three decimals.
    private static func number(_ value: Double) -> String {
        let rounded = (value * 1_000).rounded() / 1_000
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
