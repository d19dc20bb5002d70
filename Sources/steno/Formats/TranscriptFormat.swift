import ArgumentParser
import Transcription

/// How `steno transcribe` prints a transcript.
enum TranscriptFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case srt
    case vtt

    /// Whether one document can hold several files' transcripts.
    var takesSeveralFiles: Bool { self == .text || self == .json }

    /// The transcripts as one document. Of several files, texts have headings, as `head` does it, and JSON is an array.
    func document(_ transcripts: [FileTranscript], asSeveral: Bool) throws -> String {
        switch self {
        case .text:
            transcripts.enumerated().map { index, transcript in
                guard asSeveral else { return Self.lines(transcript) }
                return "\(index > 0 ? "\n" : "")==> \(transcript.file) <==\n\(Self.lines(transcript))"
            }.joined()
        case .json: try TranscriptDocument.json(transcripts, asArray: asSeveral)
        case .srt: Subtitles.srt(transcripts.flatMap { CueBuilder().cues(for: $0.segments) })
        case .vtt: Subtitles.vtt(transcripts.flatMap { CueBuilder().cues(for: $0.segments) })
        }
    }

    /// A line for each stretch of speech.
    private static func lines(_ transcript: FileTranscript) -> String {
        transcript.segments.map { $0.text + "\n" }.joined()
    }
}
