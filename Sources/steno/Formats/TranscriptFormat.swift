// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Transcription

/// How `steno transcribe` writes a transcript.
enum TranscriptFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case srt
    case vtt

    /// A format by its name or by what its files end with.
    init?(argument: String) {
        self.init(rawValue: argument == "txt" ? "text" : argument)
    }

    /// What its files end with.
    var fileExtension: String { self == .text ? "txt" : rawValue }

    /// Whether one document can hold several files' transcripts.
    var takesSeveralFiles: Bool { self == .text || self == .json }

    /// The transcripts as one document. Of several files, texts have headings, as `head` does it, and JSON is an array.
    func document(_ transcripts: [FileTranscript], asSeveral: Bool) throws -> String {
        switch self {
        case .text:
            transcripts.enumerated().map { index, transcript in
                let lines = transcript.lines.map { $0 + "\n" }.joined()
                return asSeveral ? "\(index > 0 ? "\n" : "")==> \(transcript.file) <==\n\(lines)" : lines
            }.joined()
        case .json: try TranscriptDocument.json(transcripts, asArray: asSeveral)
        case .srt: Subtitles.srt(transcripts.flatMap(\.cues))
        case .vtt: Subtitles.vtt(transcripts.flatMap(\.cues))
        }
    }
}
