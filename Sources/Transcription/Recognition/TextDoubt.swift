internal import Whisper

/// Tells texts that a recognizer invented from texts of speech.
///
/// A context that misleads the recognizer, and speech it does not understand, show in the text: it repeats itself, it has too
/// few or too many words for the time somebody spoke, or the model finds it improbable. docs/accuracy.md has the measurements.
enum TextDoubt {
    /// A text repeats itself when so many words in a row come again.
    private static let repeatedRun = 4
    /// Above it, a text is compressed by its repetitions.
    private static let highestCompressionRatio: Float = 2.4
    private static let lowestLogProbability: Float = -1
    /// The number of words is no sign in less speech than this: 1.5 s.
    private static let leastVoice = 24_000
    /// Words in a second of speech.
    private static let wordRate = 1...6.5
    /// A partial may have so many more than ``wordRate`` allows: speech is known late.
    private static let allowance = 2.0
    /// In these languages a word of the recognizer is a character.
    private static let spaceless: Set<String> = ["zh", "ja", "th", "lo", "my", "yue"]

    /// Whether a final text should be decoded again without what came before, and may not be context for what follows.
    ///
    /// - Parameter voice: samples in which somebody speaks.
    static func isDoubtful(_ transcript: Transcript, voice: Int) -> Bool {
        transcript.isLooping || transcript.words.isEmpty || transcript.compressionRatio > highestCompressionRatio
            || transcript.newAverageLogProbability < lowestLogProbability
            || repeatsItself(transcript.words.map(\.text)) || !hasUsualRate(transcript, voice: voice)
    }

    /// Whether a text should not be shown while somebody speaks: a guess at half a word, or an invention.
    static func isUnfitToShow(_ transcript: Transcript, voice: Int) -> Bool {
        if transcript.newAverageLogProbability < lowestLogProbability { return true }
        if transcript.isLooping || repeatsItself(transcript.words.map(\.text)) { return true }
        guard !spaceless.contains(transcript.language) else { return false }
        return transcript.words.count > mostWords(voice: voice)
    }

    /// The most words that are shown of a voice that goes on, where words are written apart.
    static func mostWords(voice: Int) -> Int { Int(wordRate.upperBound * Double(voice) / 16_000 + allowance) }

    /// Whether a run of four words comes twice.
    static func repeatsItself(_ words: [String]) -> Bool {
        let runs = runs(of: words)
        return Set(runs).count < runs.count
    }

    /// Whether a text has four words in a row from a prompt.
    static func echoes(_ prompt: String, in words: [String]) -> Bool {
        let spoken = runs(of: words)
        guard !spoken.isEmpty else { return false }
        return !Set(runs(of: prompt.split(separator: " ").map(String.init))).isDisjoint(with: spoken)
    }

    private static func hasUsualRate(_ transcript: Transcript, voice: Int) -> Bool {
        guard voice > leastVoice, !spaceless.contains(transcript.language) else { return true }
        return wordRate.contains(Double(transcript.words.count) * 16_000 / Double(voice))
    }

    private static func runs(of words: [String]) -> [[String]] {
        let plain = words.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }.filter { !$0.isEmpty }
        guard plain.count >= repeatedRun else { return [] }
        return (0...(plain.count - repeatedRun)).map { Array(plain[$0..<($0 + repeatedRun)]) }
    }
}
