// SPDX-License-Identifier: Apache-2.0

internal import Whisper

/// Tells texts that a recognizer invented from texts of speech.
///
/// A context that misleads the recognizer, and speech it does not understand, show in the text: it repeats itself, it has too
/// few or too many words for the length of the speech, or the model finds it improbable. docs/accuracy.md has the measurements.
enum TextDoubt {
    /// A text repeats itself when so many words in a row come again soon.
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
    /// - Parameter voice: samples with speech.
    static func isDoubtful(_ transcript: Transcript, voice: Int) -> Bool {
        transcript.isLooping || transcript.words.isEmpty || transcript.compressionRatio > highestCompressionRatio
            || isImprobable(transcript)
            || repeatsItself(transcript.words.map(\.text)) || !hasUsualRate(transcript, voice: voice)
    }

    /// Whether a text should not be shown during speech: a guess at half a word, or an invention.
    static func isUnfitToShow(_ transcript: Transcript, voice: Int) -> Bool {
        if isImprobable(transcript) { return true }
        if transcript.isLooping || repeatsItself(transcript.words.map(\.text)) { return true }
        guard !spaceless.contains(transcript.language) else { return false }
        return transcript.words.count > mostWords(voice: voice)
    }

    private static func isImprobable(_ transcript: Transcript) -> Bool {
        transcript.newAverageLogProbability + transcript.hotWordBonus < lowestLogProbability
    }

    /// The most words that are shown of a voice that goes on, where words are written apart.
    static func mostWords(voice: Int) -> Int { Int(wordRate.upperBound * Double(voice) / 16_000 + allowance) }

    /// Whether at least four words in a row come again, with no more than as many others in between. Speakers repeat a phrase
    /// later in a sentence; decoders repeat it at once.
    static func repeatsItself(_ words: [String]) -> Bool {
        let words = plain(words)
        guard words.count >= 2 * repeatedRun else { return false }
        return (repeatedRun...words.count - repeatedRun).contains { distance in
            longestRun(of: words, repeatedAfter: distance) >= max(repeatedRun, (distance + 1) / 2)
        }
    }

    /// The most words in a row that are the same as those `distance` words later.
    private static func longestRun(of words: [String], repeatedAfter distance: Int) -> Int {
        var (longest, run) = (0, 0)
        for (word, later) in zip(words, words.dropFirst(distance)) {
            run = word == later ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
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
        let words = plain(words)
        guard words.count >= repeatedRun else { return [] }
        return (0...words.count - repeatedRun).map { Array(words[$0..<$0 + repeatedRun]) }
    }

    /// Words without case and punctuation.
    private static func plain(_ words: [String]) -> [String] {
        words.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }.filter { !$0.isEmpty }
    }
}
