import Transcription

/// What was said in a recording. Times are seconds from its start.
struct FileTranscript: Equatable, Sendable {
    typealias Segment = TranscriptSegment
    typealias Word = TranscriptSegment.Word

    /// The recording's path, as it was given.
    var file: String
    /// Its length.
    var duration: Double
    /// The language of the speech as an ISO 639-1 code; nil without speech.
    var language: String?
    /// The speech in the order it was said.
    var segments: [Segment]
}
