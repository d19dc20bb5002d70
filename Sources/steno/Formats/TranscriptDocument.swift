import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A transcript as JSON: an object for one file, an array of them for several.
enum TranscriptDocument {
    /// The JSON text, with a line break at its end.
    static func json(_ transcripts: [FileTranscript], asArray: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let files = transcripts.map(File.init)
        let data = try asArray ? encoder.encode(files) : encoder.encode(files.first)
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private struct File: Encodable {
        var file: String
        var duration: Double
        var language: String?
        var text: String
        var segments: [Segment]

        init(_ transcript: FileTranscript) {
            file = transcript.file
            duration = milliseconds(transcript.duration)
            language = transcript.language
            text = transcript.segments.map(\.text).joined(separator: " ")
            segments = transcript.segments.map(Segment.init)
        }
    }

    private struct Segment: Encodable {
        var text: String
        var start: Double
        var end: Double
        var words: [Word]?

        init(_ segment: FileTranscript.Segment) {
            text = segment.text
            start = milliseconds(segment.start)
            end = milliseconds(segment.end)
            words = segment.words.isEmpty ? nil : segment.words.map(Word.init)
        }
    }

    private struct Word: Encodable {
        var word: String
        var start: Double
        var end: Double
        var probability: Double

        init(_ word: FileTranscript.Word) {
            self.word = word.text
            start = milliseconds(word.start)
            end = milliseconds(word.end)
            probability = milliseconds(word.probability)
        }
    }

    /// Rounded to three decimals.
    private static func milliseconds(_ value: Double) -> Double {
        (value * 1_000).rounded() / 1_000
    }
}
