/// What was said in a recording. Times are seconds from its start.
struct FileTranscript: Equatable, Sendable {
    /// A word.
    struct Word: Equatable, Sendable {
        /// The word with its punctuation.
        var text: String
        var start: Double
        var end: Double
        /// The recognizer's confidence, 0…1.
        var probability: Double
        /// Whether the text has a space before it, which Chinese and Japanese do without.
        var hasSpaceBefore = true
    }

    /// A stretch of speech.
    struct Segment: Equatable, Sendable {
        var text: String
        var start: Double
        var end: Double
        /// Its words; empty where their times are not known.
        var words: [Word] = []
    }

    /// The recording's path, as it was given.
    var file: String
    /// Its length.
    var duration: Double
    /// The language of the speech as an ISO 639-1 code; nil without speech.
    var language: String?
    /// The speech in the order it was said.
    var segments: [Segment]
}
