import Transcription

/// A word of a final as it is sent.
struct StenoWord: Encodable {
    let word: String
    let start: Double
    let end: Double
    let probability: Double

    init(_ word: TranscriptWord) {
        self.word = word.text
        self.start = StenoServerMessage.seconds(word.start)
        self.end = StenoServerMessage.seconds(word.end)
        self.probability = (Double(word.probability) * 1000).rounded() / 1000
    }
}
